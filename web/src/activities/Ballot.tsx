import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import type { OwnVote, Poll } from "../gen/room";
import { t } from "../i18n/translate";
import { useRoom } from "../room/context";
import { ActProblem } from "./Problem";
import { useAct } from "./useAct";

/** As the server has it. */
const LONGEST_ANSWER = 280;

/** Where a person answers an open poll, or changes the answer. */
export function Ballot({ poll, own, onDone }: { poll: Poll; own: OwnVote | null; onDone: () => void }) {
  const { activities } = useRoom();
  const chosen = useSignal<readonly string[]>(own?.option_ids ?? []);
  const text = useSignal(own?.text ?? "");
  const act = useAct();
  const isReady = poll.kind === "text" ? text.value.trim() !== "" : chosen.value.length > 0;
  const send = async (): Promise<void> => {
    if (!isReady) return;
    const written = poll.kind === "text" ? text.value.trim() : null;
    const isIn = await act.run(() => activities.vote(poll, [...chosen.value], written));
    if (isIn) onDone();
  };
  return (
    <form
      class="ballot"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {poll.kind === "text" ? (
        <textarea
          class="input ballot-text"
          rows={3}
          maxLength={LONGEST_ANSWER}
          aria-label={poll.question}
          placeholder={t("Your answer")}
          value={text.value}
          data-testid="poll-text"
          onInput={(event) => {
            text.value = event.currentTarget.value;
          }}
        />
      ) : (
        <Choices poll={poll} chosen={chosen.value} onChoose={(ids) => (chosen.value = ids)} />
      )}
      <ActProblem problem={act.problem} />
      <button
        type="submit"
        class="button button--lit"
        aria-disabled={!isReady}
        aria-busy={act.isBusy.value}
        data-testid="poll-send"
      >
        {own === null ? t("Send answer") : t("Change answer")}
      </button>
    </form>
  );
}

interface ChoicesProps {
  poll: Poll;
  chosen: readonly string[];
  onChoose: (ids: string[]) => void;
}

function Choices({ poll, chosen, onChoose }: ChoicesProps) {
  const name = useId();
  const isMultiple = poll.kind === "multiple";
  const toggle = (id: string): void => {
    if (!isMultiple) onChoose([id]);
    else onChoose(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
  };
  return (
    <fieldset class={`ballot-choices ${poll.kind === "rating" ? "ballot-choices--rating" : ""}`}>
      <legend class="visually-hidden">{poll.question}</legend>
      {poll.options.map((option) => (
        <label key={option.id} class={`ballot-choice ${chosen.includes(option.id) ? "is-chosen" : ""}`}>
          <input
            type={isMultiple ? "checkbox" : "radio"}
            name={name}
            checked={chosen.includes(option.id)}
            data-testid="poll-option"
            onChange={() => toggle(option.id)}
          />
          <span>{option.text}</span>
        </label>
      ))}
    </fieldset>
  );
}
