import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Question } from "../gen/room";
import { t } from "../i18n/translate";
import { useRoom } from "../room/context";

const LONGEST = 2_000;

/** Where the team answers in writing. What was typed stays until the server has taken it. */
export function AnswerForm({ question, onClose }: { question: Question; onClose: () => void }) {
  const { questions } = useRoom();
  const text = useSignal(question.answer?.text ?? "");
  const box = useRef<HTMLTextAreaElement>(null);
  useEffect(() => box.current?.focus(), []);
  const send = async (): Promise<void> => {
    if (text.value.trim() !== "" && (await questions.answer(question, text.value))) onClose();
  };
  return (
    <form
      class="answer-form"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <textarea
        ref={box}
        class="input input--area"
        rows={3}
        maxLength={LONGEST}
        aria-label={t("Your answer")}
        placeholder={t("Your answer")}
        value={text.value}
        data-testid="answer-input"
        onInput={(event) => {
          text.value = event.currentTarget.value;
        }}
        onKeyDown={(event) => {
          if (event.key === "Escape") onClose();
        }}
      />
      <p class="question-acts">
        <button type="submit" class="button button--lit button--small" data-testid="answer-send">
          {t("Send the answer")}
        </button>
        <button type="button" class="button button--quiet button--small" onClick={onClose}>
          {t("Cancel")}
        </button>
      </p>
    </form>
  );
}
