import { effect } from "@preact/signals";
import type { ChatLine } from "../gen/room";
import { n, t } from "../i18n/translate";
import { announce } from "../parts/announcer";
import type { Room } from "../room/Room";

const BATCH_MS = 5_000;

/** Reads new lines of others aloud, at most once in five seconds: one in full, more as a number. */
export function followChatAloud(room: Room): () => void {
  let heard = room.store.shown.peek().at(-1)?.seq ?? 0;
  let waiting: ChatLine[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const speak = (): void => {
    timer = undefined;
    announce(batchWords(waiting));
    waiting = [];
  };
  const stop = effect(() => {
    const own = room.store.you.value?.person_id;
    const fresh = room.store.shown.value.filter((line) => line.seq > heard && line.person_id !== own);
    heard = Math.max(heard, room.store.shown.value.at(-1)?.seq ?? 0);
    if (fresh.length === 0) return;
    waiting.push(...fresh);
    timer ??= setTimeout(speak, BATCH_MS);
  });
  return () => {
    stop();
    clearTimeout(timer);
  };
}

export function batchWords(lines: ChatLine[]): string {
  const [line] = lines;
  if (line !== undefined && lines.length === 1) return t("{name}: {text}", { name: line.name, text: line.text });
  return n("{count} new message", "{count} new messages", lines.length);
}
