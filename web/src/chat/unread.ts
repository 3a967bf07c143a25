import { effect, signal } from "@preact/signals";
import type { RoomStore } from "../state/RoomStore";

/** Lines that came while the foot of the chat was out of sight. */
export const unreadLines = signal(0);

/** Counts lines of others while the chat is not shown at all; the chat itself counts while it is. */
export function followUnread(store: RoomStore): () => void {
  let last = store.shown.peek().at(-1)?.seq ?? 0;
  return effect(() => {
    const own = store.you.value?.person_id;
    const fresh = store.shown.value.filter((line) => line.seq > last);
    last = Math.max(last, fresh.at(-1)?.seq ?? 0);
    const count = fresh.filter((line) => line.person_id !== own).length;
    if (count > 0) unreadLines.value = unreadLines.peek() + count;
  });
}
