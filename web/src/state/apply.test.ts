import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Card, ChatLine, Cue, Deck, Entry, Film, FilmOnStage, Handout, Poll, Slides, Snapshot } from "../gen/room";
import { snapshotOf, welcomeFrame } from "../testing/frames";
import { apply, CHAT_KEPT } from "./apply";

const EMPTY: Snapshot = {
  session: {
    id: "s",
    name: null,
    status: "upcoming",
    starts_at: 1000,
    started_at: null,
    ended_at: null,
    time_zone: "Europe/Amsterdam",
    duration_min: 45,
  },
  event: { id: "e", title: "Heat pumps", kind: "webinar", chat_enabled: true, everyone_can_speak: false, speakers: [] },
  note: null,
  chat: [],
  chat_before: false,
  talk: snapshotOf(welcomeFrame()).talk,
  polls: [],
  cards: [],
  handouts: [],
  decks: [],
  cues: [],
  slides: null,
  films: [],
  film: null,
  stage: {
    layout: null,
    spotlight: null,
    locked: false,
    waiting_room: false,
    on: [],
    hands: [],
    invited: [],
    kept_out: [],
  },
  captioner: null,
};

type Unnumbered = { [K in Entry["kind"]]: Pick<Extract<Entry, { kind: K }>, "kind" | "data"> }[Entry["kind"]];

const time = fc.integer({ min: 0, max: 2_000_000_000_000 });
const person = fc.record({ person_id: fc.uuid(), name: fc.string() });
const line = fc.record({
  id: fc.uuid(),
  seq: fc.constant(0),
  at: time,
  person_id: fc.uuid(),
  name: fc.string(),
  role: fc.constantFrom("host", "moderator", "speaker", "attendee"),
  text: fc.string(),
  client_id: fc.uuid(),
}) as fc.Arbitrary<ChatLine>;

/** Few names, so that things change and go, and few times, so that names decide between equals. */
const name = fc.constantFrom("a", "b", "c", "d");
const moment = fc.nat(3);
const poll = fc.record({
  id: name,
  at: moment,
  kind: fc.constantFrom("single", "multiple", "text", "rating"),
  question: fc.string(),
  options: fc.array(fc.record({ id: fc.uuid(), text: fc.string() }), { maxLength: 3 }),
  status: fc.constantFrom("prepared", "open", "closed"),
  is_shared: fc.boolean(),
  opened_at: fc.option(time),
  closed_at: fc.option(time),
}) as fc.Arbitrary<Poll>;
const words = { title: fc.string(), text: fc.string(), label: fc.string(), url: fc.webUrl() };
const card: fc.Arbitrary<Card> = fc.record({ id: name, at: moment, ...words, is_shown: fc.boolean() });
const file = { name: fc.string(), media_type: fc.string(), size_bytes: fc.nat() };
const handout: fc.Arbitrary<Handout> = fc.record({ id: name, at: moment, ...file });
const deck: fc.Arbitrary<Deck> = fc.record({ id: name, at: moment, name: fc.string(), pages: fc.nat(300) });
const cue = fc.record({
  id: name,
  kind: fc.constantFrom("poll", "card", "note"),
  ref: fc.option(fc.uuid()),
  note: fc.option(fc.string()),
  is_done: fc.boolean(),
}) as fc.Arbitrary<Cue>;
const film: fc.Arbitrary<Film> = fc.record({ id: name, at: moment, ...file });
const filmOnStage: fc.Arbitrary<FilmOnStage> = fc.record({
  film_id: name,
  name: fc.string(),
  is_playing: fc.boolean(),
  position_ms: fc.nat(),
  at: time,
  person_id: fc.uuid(),
});
const slides: fc.Arbitrary<Slides> = fc.record({
  deck_id: name,
  name: fc.string(),
  pages: fc.nat(300),
  page: fc.nat(300),
  person_id: fc.uuid(),
});

const happening: fc.Arbitrary<Unnumbered> = fc.oneof(
  time.map((started_at) => ({ kind: "session.started" as const, data: { started_at } })),
  time.map((ended_at) => ({ kind: "session.ended" as const, data: { ended_at } })),
  time.map((canceled_at) => ({ kind: "session.canceled" as const, data: { canceled_at } })),
  fc
    .record({ starts_at: time, time_zone: fc.constantFrom("Europe/Paris", "UTC"), duration_min: fc.nat(600) })
    .map((data) => ({ kind: "session.rescheduled" as const, data })),
  fc
    .tuple(fc.option(fc.string()), person)
    .map(([text, who]) => ({ kind: "note.set" as const, data: { text, ...who } })),
  fc.option(person, { nil: { person_id: null, name: null } }).map((data) => ({ kind: "captioner.set" as const, data })),
  { arbitrary: line.map((data) => ({ kind: "chat.posted" as const, data })), weight: 12 },
  { arbitrary: poll.map((one) => ({ kind: "poll.set" as const, data: { poll: one } })), weight: 4 },
  name.map((id) => ({ kind: "poll.removed" as const, data: { id } })),
  card.map((one) => ({ kind: "card.set" as const, data: { card: one } })),
  name.map((id) => ({ kind: "card.removed" as const, data: { id } })),
  handout.map((one) => ({ kind: "handout.set" as const, data: { handout: one } })),
  name.map((id) => ({ kind: "handout.removed" as const, data: { id } })),
  deck.map((one) => ({ kind: "deck.set" as const, data: { deck: one } })),
  name.map((id) => ({ kind: "deck.removed" as const, data: { id } })),
  fc.array(cue, { maxLength: 4 }).map((cues) => ({ kind: "cues.set" as const, data: { cues } })),
  fc.option(slides).map((one) => ({ kind: "slides.set" as const, data: { slides: one } })),
  film.map((one) => ({ kind: "film.added" as const, data: { film: one } })),
  name.map((id) => ({ kind: "film.removed" as const, data: { id } })),
  fc.option(filmOnStage).map((one) => ({ kind: "film.set" as const, data: { film: one } })),
  fc.constantFrom("speaker", "grid", null).map((layout) => ({
    kind: "stage.arranged" as const,
    data: { layout: layout as "speaker" | "grid" | null, spotlight: null },
  })),
  fc.boolean().map((locked) => ({ kind: "door.set" as const, data: { locked, waiting_room: !locked } })),
  fc.constant({ kind: "hidden" as const, data: {} }),
);

const log: fc.Arbitrary<Entry[]> = fc.array(happening, { maxLength: 600, size: "max" }).map(numbered);

function numbered(happenings: Unnumbered[]): Entry[] {
  return happenings.map((one, index) => {
    const seq = index + 1;
    return one.kind === "chat.posted"
      ? { seq, at: 0, kind: one.kind, data: { ...one.data, seq } }
      : ({ seq, at: 0, ...one } as Entry);
  });
}

/** A fresh snapshot, built the way the server does: from what the whole log left behind, not step by step. */
function fresh(entries: Entry[]): Snapshot {
  const of = <K extends Entry["kind"]>(kind: K) =>
    entries.filter((entry): entry is Extract<Entry, { kind: K }> => entry.kind === kind);
  const moved = of("session.rescheduled").at(-1)?.data;
  const phase = entries.filter((e) => ["session.started", "session.ended", "session.canceled"].includes(e.kind)).at(-1);
  const status = { "session.started": "live", "session.ended": "ended", "session.canceled": "canceled" } as const;
  const note = of("note.set").at(-1)?.data;
  const writer = of("captioner.set").at(-1)?.data;
  const lines = of("chat.posted").map((entry) => entry.data);
  return {
    ...EMPTY,
    polls: left(entries, "poll", (entry) => (entry.kind === "poll.set" ? entry.data.poll : null)),
    cards: left(entries, "card", (entry) => (entry.kind === "card.set" ? entry.data.card : null)),
    handouts: left(entries, "handout", (entry) => (entry.kind === "handout.set" ? entry.data.handout : null)),
    decks: left(entries, "deck", (entry) => (entry.kind === "deck.set" ? entry.data.deck : null)),
    cues: of("cues.set").at(-1)?.data.cues ?? [],
    ...shownBy(entries),
    films: left(entries, "film", (entry) => (entry.kind === "film.added" ? entry.data.film : null)),
    session: {
      ...EMPTY.session,
      ...(moved ?? {}),
      status: phase ? status[phase.kind as keyof typeof status] : "upcoming",
      started_at: of("session.started").at(-1)?.data.started_at ?? null,
      ended_at: of("session.ended").at(-1)?.data.ended_at ?? null,
    },
    note: note && note.text !== null ? { text: note.text, person_id: note.person_id, name: note.name } : null,
    chat: lines.slice(-CHAT_KEPT),
    chat_before: lines.length > CHAT_KEPT,
    stage: { ...EMPTY.stage, ...of("stage.arranged").at(-1)?.data, ...of("door.set").at(-1)?.data },
    captioner: writer?.person_id ? { person_id: writer.person_id, name: writer.name ?? "" } : null,
  };
}

/** Of slides and film the one that came on stage last, unless it was taken off since. */
function shownBy(entries: Entry[]): Pick<Snapshot, "slides" | "film"> {
  const last = entries.findLastIndex(
    (entry) =>
      (entry.kind === "slides.set" && entry.data.slides !== null) ||
      (entry.kind === "film.set" && entry.data.film !== null),
  );
  const shown = entries[last];
  const isOff = entries.slice(last + 1).some((entry) => entry.kind === shown?.kind);
  return {
    slides: shown?.kind === "slides.set" && !isOff ? shown.data.slides : null,
    film: shown?.kind === "film.set" && !isOff ? shown.data.film : null,
  };
}

/** The things of a kind whose newest entry did not remove them, ordered by when each was made. */
function left<I extends { id: string; at: number }>(
  entries: Entry[],
  kind: string,
  thing: (entry: Entry) => I | null,
): I[] {
  const newest = new Map<string, I | null>();
  for (const entry of entries) {
    const set = thing(entry);
    if (set !== null) newest.set(set.id, set);
    if (entry.kind === `${kind}.removed`) newest.set((entry.data as { id: string }).id, null);
  }
  const kept = [...newest.values()].filter((one): one is I => one !== null);
  return kept.sort((a, b) => a.at - b.at || a.id.localeCompare(b.id));
}

describe("apply", () => {
  test("entries applied to any older snapshot end in the fresh one", () => {
    fc.assert(
      fc.property(log, fc.double({ min: 0, max: 1, noNaN: true }), (entries, share) => {
        const cut = Math.floor(entries.length * share);

        const caughtUp = entries.slice(cut).reduce(apply, fresh(entries.slice(0, cut)));

        expect(caughtUp).toEqual(fresh(entries));
      }),
      { numRuns: 40 },
    );
  });

  test("never changes the snapshot it was given", () => {
    fc.assert(
      fc.property(log, (entries) => {
        const before = fresh(entries);
        const copy = structuredClone(before);

        entries.reduce(apply, before);

        expect(before).toEqual(copy);
      }),
      { numRuns: 40 },
    );
  });

  test("a kind this page does not know changes nothing", () => {
    const foreign = { seq: 1, at: 0, kind: "poll.danced", data: {} } as unknown as Entry;

    expect(apply(EMPTY, foreign)).toBe(EMPTY);
  });
});
