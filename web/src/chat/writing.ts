import { signal } from "@preact/signals";
import type { ChatLine, Reply } from "../gen/room";

/** Whom the message box speaks to. */
export type Target =
  | { to: "everyone" | "team" }
  /** `thread` and `name` are the attendee's; an attendee writes to the team without them. */
  | { to: "direct"; thread: string | null; name: string };

export const target = signal<Target>({ to: "everyone" });
export const replyTo = signal<(Reply & { text: string }) | null>(null);
/** The line whose words are in the message box. */
export const editing = signal<ChatLine | null>(null);
/** What the server said to an act on a line that it refused. */
export const refusal = signal<string | null>(null);

/** A reply goes where the line it answers stands. */
export function beginReply(line: ChatLine, isTeam: boolean): void {
  editing.value = null;
  replyTo.value = { id: line.id, seq: line.seq, name: line.name, text: line.text };
  if (line.to !== "direct") target.value = { to: line.to };
  else target.value = { to: "direct", thread: isTeam ? line.thread : null, name: isTeam ? line.name : "" };
}
