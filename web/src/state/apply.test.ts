import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ChatLine, Entry, Snapshot } from "../gen/room";
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

describe("apply", () => {
  test("entries applied to any older snapshot end in the fresh one", () => {
    fc.assert(
      fc.property(log, fc.double({ min: 0, max: 1, noNaN: true }), (entries, share) => {
        const cut = Math.floor(entries.length * share);

        const caughtUp = entries.slice(cut).reduce(apply, fresh(entries.slice(0, cut)));

        expect(caughtUp).toEqual(fresh(entries));
      }),
      { numRuns: 120 },
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
    const foreign = { seq: 1, at: 0, kind: "poll.opened", data: {} } as unknown as Entry;

    expect(apply(EMPTY, foreign)).toBe(EMPTY);
  });
});
