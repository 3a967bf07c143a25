import { useSignal } from "@preact/signals";
import { useEffect, useId, useRef } from "preact/hooks";
import { n, t } from "../i18n/translate";
import { Icon } from "../parts/Icon";
import { ArrowUp } from "../parts/icons";
import { useRoom } from "../room/context";
import { isWriting } from "../room/panelState";

/** As the server has it. */
const LONGEST = 2_000;
const WARN_FROM = 1_800;

/** The message box. What is typed outlives a lost connection and a reload. */
export function Composer() {
  const room = useRoom();
  const field = useId();
  const draft = useSignal(room.draft.load());
  const box = useRef<HTMLTextAreaElement>(null);
  useEffect(() => room.draft.save(draft.value), [draft.value]);
  useEffect(() => {
    if (isWriting.value) box.current?.focus();
  }, [isWriting.value]);
  useEffect(() => fitHeight(box.current), [draft.value, isWriting.value]);
  const send = (): void => {
    const text = draft.value.trim();
    if (text === "") return;
    room.say(text);
    draft.value = "";
    box.current?.focus();
  };
  const left = LONGEST - draft.value.length;
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <label class="visually-hidden" for={field}>
        {t("Message everyone")}
      </label>
      <textarea
        id={field}
        ref={box}
        class="composer-text"
        rows={1}
        maxLength={LONGEST}
        placeholder={t("Message everyone")}
        value={draft.value}
        data-testid="chat-input"
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
        <span class="composer-left" role="status">
          {left <= LONGEST - WARN_FROM && n("{count} character left", "{count} characters left", left)}
        </span>
        <button
          type="submit"
          class="composer-send"
          aria-label={t("Send")}
          aria-disabled={draft.value.trim() === ""}
          data-testid="chat-send"
        >
          <Icon node={ArrowUp} size={18} />
        </button>
      </span>
    </form>
  );
}

/** Grows with the text, up to what the style allows. */
function fitHeight(box: HTMLTextAreaElement | null): void {
  if (box === null) return;
  box.style.blockSize = "auto";
  // Out of sight it has no height to measure.
  if (box.scrollHeight > 0) box.style.blockSize = `${box.scrollHeight}px`;
}
