import { beforeEach, expect, test } from "vitest";
import { CallLost, CallRefused } from "../connection/calls";
import type { OwnVote, Poll } from "../gen/room";
import type { Call } from "../media/signalling";
import { RoomStore } from "../state/RoomStore";
import { welcomeFrame } from "../testing/frames";
import { Activities } from "./Activities";

const POLL: Poll = {
  id: "p-1",
  at: 1,
  kind: "single",
  question: "Why?",
  options: [
    { id: "o-1", text: "One" },
    { id: "o-2", text: "Two" },
  ],
  status: "open",
  is_shared: false,
  opened_at: 1,
  closed_at: null,
};

let calls: string[];
let outcomes: Array<Error | "ok">;
let stored: OwnVote[];
let store: RoomStore;

const call = ((name: string) => {
  calls.push(name);
  if (name === "poll.mine") return Promise.resolve({ votes: stored });
  const outcome = outcomes.shift() ?? "ok";
  return outcome === "ok" ? Promise.resolve({ at: 1 }) : Promise.reject(outcome);
}) as unknown as Call;

beforeEach(() => {
  [calls, outcomes, stored] = [[], [], []];
  store = new RoomStore();
  const { snapshot } = welcomeFrame();
  store.welcome(welcomeFrame({ snapshot: snapshot && { ...snapshot, polls: [POLL] } }));
});

test("an answer counts as given at once and as confirmed when the server says so", async () => {
  const activities = new Activities(call, store);
  const sending = activities.vote(POLL, ["o-1"], null);
  expect(activities.answerTo("p-1")?.option_ids).toEqual(["o-1"]);
  expect(activities.toAnswer.value).toEqual([]);

  await sending;

  expect(activities.unsent.value.size).toBe(0);
  expect(activities.answerTo("p-1")?.option_ids).toEqual(["o-1"]);
});

test("an answer whose connection broke is sent again after the next welcome", async () => {
  const activities = new Activities(call, store);
  outcomes = [new CallLost("gone")];
  await activities.vote(POLL, ["o-2"], null);
  expect(activities.unsent.value.size).toBe(1);

  await activities.welcomed(false);

  expect(calls).toEqual(["poll.vote", "poll.vote"]);
  expect(activities.unsent.value.size).toBe(0);
});

test("a fresh start asks for the own answers", async () => {
  const activities = new Activities(call, store);
  stored = [{ poll_id: "p-1", option_ids: ["o-2"], text: null }];

  await activities.welcomed(true);

  expect(calls).toEqual(["poll.mine"]);
  expect(activities.answerTo("p-1")?.option_ids).toEqual(["o-2"]);
});

test("a refused answer is taken back and thrown", async () => {
  const activities = new Activities(call, store);
  outcomes = [new CallRefused({ kind: "conflict", code: "poll_closed", detail: "This poll is closed." })];

  await expect(activities.vote(POLL, ["o-1"], null)).rejects.toThrow("This poll is closed.");

  expect(activities.answerTo("p-1")).toBeNull();
});

test("counts replace those of the same thing and leave the others", () => {
  const activities = new Activities(call, store);
  activities.take([{ id: "p-1", count: 1, options: { "o-1": 1 }, answers: [] }]);
  activities.take([{ id: "p-2", count: 4, options: {}, answers: [] }]);
  activities.take([{ id: "p-1", count: 2, options: { "o-1": 2 }, answers: [] }]);

  expect([activities.tally("p-1").count, activities.tally("p-2").count, activities.tally("p-3").count]).toEqual([
    2, 4, 0,
  ]);
});
