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
