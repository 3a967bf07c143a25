import { useSignal } from "@preact/signals";
import { useEffect, useId, useRef } from "preact/hooks";
import type { Poll, PollKind } from "../gen/room";
import { t } from "../i18n/translate";
import { useRoom } from "../room/context";
import { ActProblem } from "./Problem";
import { useAct } from "./useAct";

/** As the server has them. */
const MOST_OPTIONS = 12;
const LONGEST_QUESTION = 300;
const LONGEST_OPTION = 120;

const KINDS: PollKind[] = ["single", "multiple", "rating", "text"];

/** A poll made in the room, opened on the spot or prepared; or `poll`, a prepared one, written anew. */
export function PollForm({ poll, onClose }: { poll?: Poll; onClose: () => void }) {
  const { activities, store } = useRoom();
  const field = useId();
  const kind = useSignal<PollKind>(poll?.kind ?? "single");
  const question = useSignal(poll?.question ?? "");
  const options = useSignal(optionsOf(poll));
  const isShared = useSignal(poll?.is_shared ?? false);
  const act = useAct();
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  const send = async (open: boolean): Promise<void> => {
    const draft = { kind: kind.value, question: question.value, options: options.value, is_shared: isShared.value };
    const isDone = await act.run(() => (poll ? activities.changePoll(poll, draft) : activities.addPoll(draft, open)));
    if (isDone) onClose();
  };
  const opensAtOnce = poll === undefined && store.status.value === "live";
  return (
    <form
      class="poll-form"
      data-testid="poll-form"
      onSubmit={(event) => {
        event.preventDefault();
        void send(opensAtOnce);
      }}
    >
      <label class="field-label" for={field}>
        {t("Question")}
      </label>
      <input
        id={field}
        ref={first}
        class="input"
        maxLength={LONGEST_QUESTION}
        value={question.value}
        data-testid="poll-question"
        onInput={(event) => {
          question.value = event.currentTarget.value;
        }}
      />
      <label class="field-label" for={`${field}-kind`}>
        {t("Kind of answer")}
      </label>
      <select
        id={`${field}-kind`}
        class="input"
        value={kind.value}
        data-testid="poll-kind"
        onChange={(event) => {
          kind.value = event.currentTarget.value as PollKind;
        }}
      >
        {KINDS.map((one) => (
          <option key={one} value={one}>
            {kindLabel(one)}
          </option>
        ))}
      </select>
      {(kind.value === "single" || kind.value === "multiple") && (
        <Options options={options.value} onChange={(changed) => (options.value = changed)} />
      )}
      <label class="choice">
        <input
          type="checkbox"
          checked={isShared.value}
          data-testid="poll-live"
          onChange={(event) => {
            isShared.value = event.currentTarget.checked;
          }}
        />
        <span>{t("Everyone sees the results live")}</span>
      </label>
      <ActProblem problem={act.problem} />
      <p class="poll-form-acts">
        {opensAtOnce && (
          <button type="submit" class="button button--lit" aria-busy={act.isBusy.value} data-testid="poll-launch">
            {t("Open now")}
          </button>
        )}
        <button
          type={opensAtOnce ? "button" : "submit"}
          class="button button--outline"
          data-testid="poll-prepare"
          onClick={() => opensAtOnce && void send(false)}
        >
          {poll ? t("Save the change") : t("Keep for later")}
        </button>
        <button type="button" class="button button--quiet" onClick={onClose}>
          {t("Cancel")}
        </button>
      </p>
    </form>
  );
}

/** Those of a poll with an empty one at the end, if there may be more. */
function optionsOf(poll: Poll | undefined): string[] {
  const texts = poll?.options.map((option) => option.text) ?? [];
  if (texts.length < 2 || poll?.kind === "rating") return ["", ""];
  return texts.length < MOST_OPTIONS ? [...texts, ""] : texts;
}

function Options({ options, onChange }: { options: string[]; onChange: (changed: string[]) => void }) {
  const change = (at: number, text: string): void => {
    const changed = options.map((option, index) => (index === at ? text : option));
    const isFull = changed.every((option) => option !== "");
    onChange(isFull && changed.length < MOST_OPTIONS ? [...changed, ""] : changed);
  };
  const numbered = options.map((option, at) => ({ option, at, key: `option-${at}` }));
  return (
    <fieldset class="poll-form-options">
      <legend class="field-label">{t("Choices")}</legend>
      {numbered.map(({ option, at, key }) => (
        <input
          key={key}
          class="input"
          maxLength={LONGEST_OPTION}
          aria-label={t("Choice {number}", { number: at + 1 })}
          value={option}
          data-testid="poll-choice"
          onInput={(event) => change(at, event.currentTarget.value)}
        />
      ))}
    </fieldset>
  );
}

function kindLabel(kind: PollKind): string {
  return {
    single: t("One of several choices"),
    multiple: t("Any of several choices"),
    rating: t("Rating from 1 to 5"),
    text: t("Written answer"),
  }[kind];
}
