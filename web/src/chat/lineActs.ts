import { CallRefused } from "../connection/calls";
import type { ChatLine } from "../gen/room";
import { t } from "../i18n/translate";
import type { MenuItem } from "../parts/Menu";
import type { Room } from "../room/Room";
import { beginReply, editing, refusal, replyTo, target } from "./writing";

/** What this person may do with a line. The server decides again. */
export function lineActs(room: Room, line: ChatLine): MenuItem[] {
  const own = line.person_id === room.store.you.value?.person_id;
  const acts: MenuItem[] = [];
  const add = (label: string, testid: string, onPick: () => void, isDestructive = false): void => {
    acts.push({ label, testid, onPick, isDestructive });
  };
  if (room.can("chat")) {
    add(t("Reply"), "line-reply", () => beginReply(line, room.store.isTeam.value));
    if (own) add(t("Edit"), "line-edit", () => beginEdit(line));
  }
  if (room.store.isTeam.value && room.can("chat") && line.role === "attendee") {
    add(t("Write in private"), "line-private", () => beginPrivate(line));
  }
  if (room.can("moderate") && line.to === "everyone") {
    const isPinned = room.store.talk.value?.pins.some((pin) => pin.line.id === line.id) ?? false;
    add(isPinned ? t("Unpin") : t("Pin"), "line-pin", () => void pin(room, line, !isPinned));
  }
  if (own || room.can("moderate")) add(t("Delete"), "line-delete", () => void remove(room, line), true);
  return acts;
}

export function pin(room: Room, line: ChatLine, pinned: boolean): Promise<void> {
  return tried(room.lasting.do("chat.pin", { id: line.id, pinned }));
}

export function review(room: Room, line: ChatLine, approve: boolean): Promise<void> {
  return tried(room.lasting.do("chat.review", { id: line.id, approve }));
}

export function change(room: Room, line: ChatLine, text: string): Promise<void> {
  return tried(room.lasting.do("chat.edit", { id: line.id, text }));
}

function remove(room: Room, line: ChatLine): Promise<void> {
  return tried(room.lasting.do("chat.delete", { id: line.id }));
}

function beginEdit(line: ChatLine): void {
  replyTo.value = null;
  editing.value = line;
}

function beginPrivate(line: ChatLine): void {
  editing.value = replyTo.value = null;
  target.value = { to: "direct", thread: line.person_id, name: line.name };
}

async function tried(act: Promise<unknown>): Promise<void> {
  refusal.value = null;
  try {
    await act;
  } catch (reason) {
    if (reason instanceof CallRefused) refusal.value = reason.error.detail;
  }
}
