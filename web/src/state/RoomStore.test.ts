import { describe, expect, test } from "vitest";
import { chatEntry, startedEntry, welcomeFrame } from "../testing/frames";
import { CHAT_KEPT } from "./apply";
import { RoomStore } from "./RoomStore";

function storeAt(seq: number): RoomStore {
  const store = new RoomStore();
  store.welcome(welcomeFrame({ seq }));
  return store;
}

describe("RoomStore", () => {
  test("entries in order are applied and counted", () => {
    const store = storeAt(4);

    const isWhole = store.receive({ t: "log", entries: [startedEntry(5), chatEntry(6, "Hello")] });

    expect(isWhole).toBe(true);
    expect(store.lastSeq).toBe(6);
    expect(store.status.value).toBe("live");
    expect(store.lines.value.map((line) => line.text)).toEqual(["Hello"]);
  });

  test("an entry it has already is ignored", () => {
    const store = storeAt(4);
    store.receive({ t: "log", entries: [chatEntry(5, "once")] });

    store.receive({ t: "log", entries: [chatEntry(5, "once"), chatEntry(6, "twice")] });

    expect(store.lines.value.map((line) => line.text)).toEqual(["once", "twice"]);
  });

  test("a gap is told, and what stands before it is kept", () => {
    const store = storeAt(4);

    const isWhole = store.receive({ t: "log", entries: [chatEntry(5, "five"), chatEntry(7, "seven")] });

    expect(isWhole).toBe(false);
    expect(store.place.since).toBe(5);
    expect(store.lines.value.map((line) => line.text)).toEqual(["five"]);
  });

  test("a resume returns the chat lines that were missed", () => {
    const store = storeAt(4);
    const entries = [chatEntry(5, "five"), startedEntry(6), chatEntry(7, "seven")];

    const missed = store.welcome(welcomeFrame({ seq: 7, snapshot: null, entries }));

    expect(missed.map((line) => line.text)).toEqual(["five", "seven"]);
    expect(store.lastSeq).toBe(7);
  });

  test("the first welcome has nothing missed", () => {
    const store = new RoomStore();

    expect(store.welcome(welcomeFrame({ seq: 9 }))).toEqual([]);
  });

  test("lines pushed out of the snapshot stay in view until let go", () => {
    const store = storeAt(0);
    const entries = Array.from({ length: CHAT_KEPT + 3 }, (_, index) => chatEntry(index + 1, `${index + 1}`));

    store.receive({ t: "log", entries });

    expect(store.lines.value.length).toBe(CHAT_KEPT + 3);
    store.forgetOlder();
    expect(store.lines.value[0]?.text).toBe("4");
    expect(store.hasOlder.value).toBe(true);
  });

  test("history lands before what is known, without doubles", () => {
    const store = storeAt(10);
    store.receive({ t: "log", entries: [chatEntry(11, "eleven")] });

    store.addOlder([chatEntry(9, "nine").data, chatEntry(11, "eleven").data], false);

    expect(store.lines.value.map((line) => line.text)).toEqual(["nine", "eleven"]);
    expect(store.hasOlder.value).toBe(false);
  });
});

test("another role brings another view of the room, and who waits at the door is for the team", () => {
  const store = new RoomStore();
  const welcome = welcomeFrame();
  store.welcome(welcome);
  const snapshot = structuredClone(welcome.snapshot);
  if (snapshot === null) throw new Error("a fresh welcome has a snapshot");
  snapshot.stage.hands = [{ person_id: "p-2", name: "Davide", at: 1 }];

  store.receive({ t: "you", you: { ...welcome.you, role: "moderator" }, seat: null, seq: 7, snapshot });
  store.receive({ t: "knocks", people: [{ person_id: "p-3", name: "Oba", role: "attendee", since: 1 }] });

  expect([store.isTeam.value, store.lastSeq, store.snapshot.value?.stage.hands.length]).toEqual([true, 7, 1]);
  expect(store.knocks.value.map((one) => one.name)).toEqual(["Oba"]);
  store.receive({ t: "you", you: welcome.you, seat: null, seq: 7, snapshot: null });
  expect(store.knocks.value).toEqual([]);
});
