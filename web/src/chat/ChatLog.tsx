import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { n, t } from "../i18n/translate";
import { useRoving } from "../parts/roving";
import { useRoom } from "../room/context";
import { followChatAloud } from "./aloud";
import { LineView, PendingView } from "./LineView";
import { unreadLines } from "./unread";

const FOOT_PX = 48;
/** Fetched lines held while the reader is at the foot. */
const OLDER_KEPT = 200;

/**
 * The log of the chat. It keeps to the foot unless the reader scrolled up; then a button counts what is new.
 * Screen readers hear new lines in batches (`aloud.ts`), so the log itself is not live.
 */
export function ChatLog() {
  const room = useRoom();
  const box = useRef<HTMLDivElement>(null);
  const list = useRoving<HTMLOListElement>("li");
  const isAtFoot = useRef(true);
  const lines = room.store.shown.value;
  const own = room.store.you.value?.person_id;
  const held = (room.store.talk.value?.review ?? []).filter((line) => line.person_id === own);
  const pending = room.outbox.pending.value;
  const last = lines.at(-1)?.seq ?? 0;
  const first = lines[0]?.seq ?? 0;
  const seen = useRef(last);
  const height = useRef({ first, px: 0 });
  const written = useRef(pending.length);

  useEffect(() => followChatAloud(room), []);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    // Who writes wants to see it land.
    if (pending.length > written.current) isAtFoot.current = true;
    written.current = pending.length;
    if (isAtFoot.current) toFoot(element);
    // Older lines were put in above: what was read stays where it was.
    else if (first < height.current.first) element.scrollTop += element.scrollHeight - height.current.px;
    height.current = { first, px: element.scrollHeight };
  }, [last, first, pending, held.length]);
  useEffect(() => {
    if (isAtFoot.current) readAll();
    else unreadLines.value += lines.filter((line) => line.seq > seen.current).length;
    seen.current = last;
  }, [last]);
  useStickyResize(box, isAtFoot);

  const readAll = (): void => {
    unreadLines.value = 0;
    if (room.store.olderLines.value.length > OLDER_KEPT) room.store.forgetOlder();
  };
  const scrolled = (): void => {
    const element = box.current;
    if (element === null) return;
    isAtFoot.current = element.scrollHeight - element.scrollTop - element.clientHeight < FOOT_PX;
    if (isAtFoot.current) readAll();
  };
  const jump = (): void => {
    isAtFoot.current = true;
    if (box.current !== null) toFoot(box.current);
    readAll();
  };
  return (
    <div class="log-frame">
      <div
        ref={box}
        class="log"
        onScroll={scrolled}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        tabIndex={0}
        role="log"
        aria-live="off"
        aria-label={t("Messages")}
        data-testid="chat-log"
      >
        <Older />
        {lines.length + held.length + pending.length === 0 && (
          <p class="log-empty">{t("No messages yet. The first word is yours.")}</p>
        )}
        <ol class="lines" ref={list}>
          {lines.map((line) => (
            <LineView key={line.id} line={line} />
          ))}
          {held.map((line) => (
            <LineView key={line.id} line={line} isWaiting />
          ))}
          {pending.map((line) => (
            <PendingView key={line.client_id} line={line} />
          ))}
        </ol>
      </div>
      {unreadLines.value > 0 && (
        <button type="button" class="log-new" data-testid="chat-new" onClick={jump}>
          {n("{count} new", "{count} new", unreadLines.value)}
        </button>
      )}
    </div>
  );
}

function Older() {
  const room = useRoom();
  const isLoading = useSignal(false);
  if (!room.store.hasOlder.value) return null;
  const load = async (): Promise<void> => {
    if (isLoading.value) return;
    isLoading.value = true;
    await room.fetchOlderLines().catch(() => undefined);
    isLoading.value = false;
  };
  return (
    <p class="log-older">
      <button
        type="button"
        class="button button--quiet button--small"
        aria-busy={isLoading.value}
        data-testid="chat-older"
        onClick={() => void load()}
      >
        {isLoading.value ? t("Fetching older messages") : t("Show older messages")}
      </button>
    </p>
  );
}

/** Keeps to the foot while the panel changes its height, as when a keyboard opens. */
function useStickyResize(box: { current: HTMLDivElement | null }, isAtFoot: { current: boolean }): void {
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => isAtFoot.current && toFoot(element));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
}

function toFoot(element: HTMLElement): void {
  element.scrollTop = element.scrollHeight;
}
