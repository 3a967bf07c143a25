import type { ChatLine, Entry, RoomChangedData, Snapshot } from "../gen/room";
import { applyToStage } from "./applyStage";
import { applyTalk, changeLine } from "./talk";

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
    case "chat.changed":
      return { ...snapshot, chat: changeLine(snapshot.chat, entry.data), talk: applyTalk(snapshot.talk, entry) };
    case "chat.told":
    case "chat.held":
    case "chat.reviewed":
    case "chat.pinned":
    case "talk.ruled":
    case "talk.words":
    case "question.asked":
    case "question.changed":
      return { ...snapshot, talk: applyTalk(snapshot.talk, entry) };
    case "poll.set":
      return { ...snapshot, polls: withItem(snapshot.polls, entry.data.poll) };
    case "poll.removed":
      return { ...snapshot, polls: withoutItem(snapshot.polls, entry.data.id) };
    case "card.set":
      return { ...snapshot, cards: withItem(snapshot.cards, entry.data.card) };
    case "card.removed":
      return { ...snapshot, cards: withoutItem(snapshot.cards, entry.data.id) };
    case "handout.set":
      return { ...snapshot, handouts: withItem(snapshot.handouts, entry.data.handout) };
    case "handout.removed":
      return { ...snapshot, handouts: withoutItem(snapshot.handouts, entry.data.id) };
    case "deck.set":
      return { ...snapshot, decks: withItem(snapshot.decks, entry.data.deck) };
    case "deck.removed":
      return { ...snapshot, decks: withoutItem(snapshot.decks, entry.data.id) };
    case "cues.set":
      return { ...snapshot, cues: entry.data.cues };
    case "slides.set":
      return { ...snapshot, slides: entry.data.slides, film: entry.data.slides === null ? snapshot.film : null };
    case "film.added":
      return { ...snapshot, films: withItem(snapshot.films, entry.data.film) };
    case "film.removed":
      return { ...snapshot, films: withoutItem(snapshot.films, entry.data.id) };
    case "film.set":
      return { ...snapshot, film: entry.data.film, slides: entry.data.film === null ? snapshot.slides : null };
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

interface Item {
  id: string;
  at: number;
}

/** With this thing in place of an earlier form of it, ordered by when each was made. */
function withItem<I extends Item>(items: I[], item: I): I[] {
  return [...withoutItem(items, item.id), item].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
}

function withoutItem<I extends Item>(items: I[], gone: string): I[] {
  return items.filter((one) => one.id !== gone);
}

/** A page opened before an upgrade of the server may meet kinds it does not know; it must go on. */
function unknownKind(snapshot: Snapshot, _entry: never): Snapshot {
  return snapshot;
}
