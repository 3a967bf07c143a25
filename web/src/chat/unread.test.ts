import { expect, test } from "vitest";
import { RoomStore } from "../state/RoomStore";
import { chatEntry, welcomeFrame } from "../testing/frames";
import { followUnread, unreadLines } from "./unread";

test("lines of others are counted while the chat is not shown", () => {
  const store = new RoomStore();
  store.welcome(welcomeFrame());
  store.receive({ t: "log", entries: [chatEntry(1, "before")] });
  const stop = followUnread(store);

  store.receive({ t: "log", entries: [chatEntry(2, "one"), chatEntry(3, "mine", { person_id: "p-noor" })] });
  store.receive({ t: "log", entries: [chatEntry(4, "two")] });
  stop();
  store.receive({ t: "log", entries: [chatEntry(5, "shown")] });

  expect(unreadLines.value).toBe(2);
});
