import type { ChatLine, Entry, RoomChangedData, Snapshot } from "../gen/room";
import { applyToStage } from "./applyStage";

/** Lines a snapshot holds; older ones come by `chat.history` (docs/protocol.md). */
export const CHAT_KEPT = 200;

/**
 * The snapshot after one more entry of the log; pure, never changes what it is given.
 *
 * Applying all entries after a snapshot gives exactly the snapshot a newcomer would get. Entries must come in the
 * order of their numbers; the store sees to that.
 */
export function apply(snapshot: Snapshot, entry: Entry): Snapshot {
  switch (entry.kind) {
    case "session.started":
      return withSession(snapshot, { status: "live", started_at: entry.data.started_at });
    case "session.ended":
      return withSession(snapshot, { status: "ended", ended_at: entry.data.ended_at });
    case "session.canceled":
      return withSession(snapshot, { status: "canceled" });
    case "session.rescheduled": {
      const { starts_at, time_zone, duration_min } = entry.data;
      return withSession(snapshot, { starts_at, time_zone, duration_min });
    }
    case "note.set": {
      const { text, person_id, name } = entry.data;
      return { ...snapshot, note: text === null ? null : { text, person_id, name } };
    }
    case "chat.posted":
      return withLine(snapshot, entry.data);
    case "room.changed":
      return withRoom(snapshot, entry.data);
    case "role.changed":
      return {
        ...snapshot,
        event: { ...snapshot.event, speakers: entry.data.speakers },
        stage: applyToStage(snapshot.stage, entry),
      };
    case "hand.raised":
    case "hand.lowered":
    case "stage.invited":
    case "stage.declined":
    case "stage.joined":
    case "stage.left":
    case "stage.arranged":
    case "door.set":
    case "door.admitted":
    case "door.denied":
    case "person.removed":
      return { ...snapshot, stage: applyToStage(snapshot.stage, entry) };
    case "captioner.set": {
      const { person_id, name } = entry.data;
      return { ...snapshot, captioner: person_id === null ? null : { person_id, name: name ?? "" } };
    }
    case "hidden":
      return snapshot;
    default:
      return unknownKind(snapshot, entry);
  }
}

function withSession(snapshot: Snapshot, change: Partial<Snapshot["session"]>): Snapshot {
  return { ...snapshot, session: { ...snapshot.session, ...change } };
}

function withRoom(snapshot: Snapshot, data: RoomChangedData): Snapshot {
  const { name, status, event_kind, ...event } = data;
  return {
    ...withSession(snapshot, { name, status }),
    event: { ...snapshot.event, ...event, kind: event_kind },
  };
}

function withLine(snapshot: Snapshot, line: ChatLine): Snapshot {
  const chat = [...snapshot.chat, line];
  const surplus = Math.max(0, chat.length - CHAT_KEPT);
  return { ...snapshot, chat: chat.slice(surplus), chat_before: snapshot.chat_before || surplus > 0 };
}

/** A page opened before an upgrade of the server may meet kinds it does not know; it must go on. */
function unknownKind(snapshot: Snapshot, _entry: never): Snapshot {
  return snapshot;
}
