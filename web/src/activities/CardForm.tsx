import { type Signal, useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { t } from "../i18n/translate";
import { useRoom } from "../room/context";
import { ActProblem } from "./Problem";
import { useAct } from "./useAct";

/** A call-to-action card made in the room. */
export function CardForm({ onClose }: { onClose: () => void }) {
  const { activities } = useRoom();
  const [title, text, label, url] = [useSignal(""), useSignal(""), useSignal(""), useSignal("https://")];
  const act = useAct();
  const send = async (show: boolean): Promise<void> => {
    const card = { title: title.value, text: text.value, label: label.value, url: url.value };
    if (await act.run(() => activities.addCard(card, show))) onClose();
  };
  return (
    <form
      class="poll-form"
      data-testid="card-form"
      onSubmit={(event) => {
        event.preventDefault();
        void send(false);
      }}
    >
      <Line name={t("Title")} value={title} limit={120} testid="card-title" />
      <Line name={t("Text")} value={text} limit={500} testid="card-text" />
      <Line name={t("Button")} value={label} limit={40} testid="card-label" />
      <Line name={t("Address")} value={url} limit={2000} testid="card-url" />
      <ActProblem problem={act.problem} />
      <p class="poll-form-acts">
        <button type="button" class="button button--lit" data-testid="card-show" onClick={() => void send(true)}>
          {t("Show now")}
        </button>
        <button type="submit" class="button button--outline" data-testid="card-keep">
          {t("Keep for later")}
        </button>
        <button type="button" class="button button--quiet" onClick={onClose}>
          {t("Cancel")}
        </button>
      </p>
    </form>
  );
}

function Line({ name, value, limit, testid }: { name: string; value: Signal<string>; limit: number; testid: string }) {
  const field = useId();
  return (
    <>
      <label class="field-label" for={field}>
        {name}
      </label>
      <input
        id={field}
        class="input"
        maxLength={limit}
        value={value.value}
        data-testid={testid}
        onInput={(event) => {
          value.value = event.currentTarget.value;
        }}
      />
    </>
  );
}
