import { useSignal } from "@preact/signals";
import { useEffect, useId, useRef } from "preact/hooks";
import { n, t } from "../i18n/translate";
import { Icon } from "../parts/Icon";
import { ArrowUp, X } from "../parts/icons";
import { isPhone } from "../parts/screen";
import { useRoom } from "../room/context";
import { isWriting } from "../room/panelState";
import { EmojiKey } from "./EmojiKey";
import { fitHeight } from "./fitHeight";
import { change } from "./lineActs";
import { knownNames, namesLike } from "./names";
import { TargetChoice, targetWords } from "./TargetChoice";
import { nameBegun } from "./text";
import { editing, replyTo, target } from "./writing";

/** As the server has it. */
const LONGEST = 2_000;
const WARN_FROM = 1_800;

/** The message box. What is typed outlives a lost connection and a reload. */
export function Composer() {
  const room = useRoom();
  const field = useId();
  const draft = useSignal(room.draft.load());
  const suggested = useSignal<string[]>([]);
  const box = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (editing.value === null) room.draft.save(draft.value);
  }, [draft.value]);
  useEffect(() => {
    if (isWriting.value) box.current?.focus();
  }, [isWriting.value]);
  useEffect(() => fitHeight(box.current), [draft.value, isWriting.value]);
  useEffect(() => {
    draft.value = editing.value?.text ?? room.draft.load();
    if (editing.value !== null || replyTo.value !== null) box.current?.focus();
  }, [editing.value?.id, replyTo.value?.id]);
  const send = (): void => {
    const text = draft.value.trim();
    if (text === "") return;
    suggested.value = [];
    if (editing.value !== null) {
      void change(room, editing.value, text);
      editing.value = null;
      return;
    }
    const { to, ...aim } = target.value;
    const thread = "thread" in aim ? aim.thread : null;
    room.say(text, { to, thread, reply: replyTo.value });
    replyTo.value = null;
    draft.value = "";
    box.current?.focus();
  };
  const put = (text: string, from: number, to: number): void => {
    draft.value = draft.value.slice(0, from) + text + draft.value.slice(to);
    const caret = from + text.length;
    box.current?.focus();
    requestAnimationFrame(() => box.current?.setSelectionRange(caret, caret));
  };
  const insert = (text: string): void => {
    const at = box.current?.selectionEnd ?? draft.value.length;
    put(text, at, at);
  };
  const call = (name: string): void => {
    const at = box.current?.selectionEnd ?? draft.value.length;
    put(`@${name} `, draft.value.lastIndexOf("@", at - 1), at);
    suggested.value = [];
  };
  const left = LONGEST - draft.value.length;
  const words = targetWords(room.store.isTeam.value, room.store.status.value === "live");
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <About />
      {suggested.value.length > 0 && (
        <ul class="names" aria-label={t("People to mention")}>
          {suggested.value.map((name) => (
            <li key={name}>
              <button type="button" class="menu-item" data-testid="mention" onClick={() => call(name)}>
                {name}
              </button>
            </li>
          ))}
        </ul>
      )}
      <label class="visually-hidden" for={field}>
        {words}
      </label>
      <textarea
        id={field}
        ref={box}
        class="composer-text"
        rows={1}
        maxLength={LONGEST}
        placeholder={isPhone.value ? t("Message") : words}
        value={draft.value}
        data-testid="chat-input"
        enterkeyhint="send"
        onInput={(event) => {
          draft.value = event.currentTarget.value;
          const begun = nameBegun(draft.value.slice(0, event.currentTarget.selectionEnd));
          suggested.value = begun === null ? [] : namesLike(begun, knownNames(room.store));
        }}
        onKeyDown={(event) => {
          if (event.isComposing) return;
          const [first] = suggested.value;
          if (event.key === "Escape") suggested.value = [];
          if (event.key === "Tab" && !event.shiftKey && first !== undefined) {
            event.preventDefault();
            call(first);
          }
          if (event.key !== "Enter" || event.shiftKey) return;
          event.preventDefault();
          send();
        }}
      />
      <span class="composer-foot">
        <TargetChoice />
        <span class="composer-left" role="status">
          {left <= LONGEST - WARN_FROM
            ? n("{count} character left", "{count} characters left", left)
            : paceWords(room.store.talk.value?.rules.slow_s ?? 0, room.store.isTeam.value)}
        </span>
        <EmojiKey onPick={insert} />
        <button
          type="submit"
          class="composer-send"
          aria-label={editing.value === null ? t("Send") : t("Save the change")}
          aria-disabled={draft.value.trim() === ""}
          data-testid="chat-send"
        >
          <Icon node={ArrowUp} size={18} />
        </button>
      </span>
    </form>
  );
}

function paceWords(slowS: number, isTeam: boolean): string {
  return slowS === 0 || isTeam ? "" : t("One message in {count} s", { count: slowS });
}

/** What the message answers or changes, with a way out. */
function About() {
  const line = editing.value ?? replyTo.value;
  if (line === null) return null;
  const isChange = editing.value !== null;
  return (
    <p class="composer-about" data-testid="composer-about">
      <span>
        {isChange ? t("You change your message") : t("Reply to {name}: {text}", { name: line.name, text: line.text })}
      </span>
      <button
        type="button"
        class="menu-button"
        aria-label={t("Cancel")}
        onClick={() => {
          editing.value = null;
          replyTo.value = null;
        }}
      >
        <Icon node={X} size={16} />
      </button>
    </p>
  );
}
