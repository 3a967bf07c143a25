import { useSignal } from "@preact/signals";
import { useEffect, useId, useRef } from "preact/hooks";
import { fitHeight } from "../chat/fitHeight";
import { t } from "../i18n/translate";
import { Icon } from "../parts/Icon";
import { ArrowUp } from "../parts/icons";
import { useRoom } from "../room/context";

const LONGEST = 500;

/** Where the audience asks. What is typed outlives a lost connection and a reload. */
export function AskForm() {
  const room = useRoom();
  const { questions } = room;
  const field = useId();
  const draft = useSignal(questions.draft.load());
  const isAnonymous = useSignal(false);
  const rules = room.store.talk.value?.rules;
  const box = useRef<HTMLTextAreaElement>(null);
  useEffect(() => questions.draft.save(draft.value), [draft.value]);
  useEffect(() => fitHeight(box.current), [draft.value]);
  if (rules === undefined || !rules.questions_open) return <p class="chat-off">{t("Questions are closed for now.")}</p>;
  const send = (): void => {
    const text = draft.value.trim();
    if (text === "") return;
    questions.ask(text, isAnonymous.value && rules.anonymous_allowed);
    draft.value = "";
  };
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <label class="visually-hidden" for={field}>
        {t("Ask a question")}
      </label>
      <textarea
        id={field}
        class="composer-text"
        ref={box}
        rows={1}
        maxLength={LONGEST}
        placeholder={t("Ask a question")}
        value={draft.value}
        data-testid="ask-input"
        enterkeyhint="send"
        onInput={(event) => {
          draft.value = event.currentTarget.value;
        }}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          send();
        }}
      />
      <span class="composer-foot">
        {rules.anonymous_allowed ? (
          <label class="ask-hidden">
            <input
              type="checkbox"
              checked={isAnonymous.value}
              data-testid="ask-anonymous"
              onChange={(event) => {
                isAnonymous.value = event.currentTarget.checked;
              }}
            />
            {t("Hide my name")}
          </label>
        ) : (
          <span />
        )}
        <button
          type="submit"
          class="composer-send"
          aria-label={t("Ask")}
          aria-disabled={draft.value.trim() === ""}
          data-testid="ask-send"
        >
          <Icon node={ArrowUp} size={18} />
        </button>
      </span>
    </form>
  );
}
