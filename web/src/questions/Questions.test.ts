import { expect, test } from "vitest";
import { LastingCalls } from "../connection/LastingCalls";
import type { Question } from "../gen/room";
import type { Call } from "../media/signalling";
import { RoomStore } from "../state/RoomStore";
import { welcomeFrame } from "../testing/frames";
import { Questions, shelfOf, sortQuestions } from "./Questions";

function question(seq: number, change: Partial<Question> = {}): Question {
  return {
    id: `q${seq}`,
    seq,
    at: 0,
    person_id: "p-hanneke",
    name: "Hanneke Kuipers",
    role: "attendee",
    text: "Why?",
    status: "open",
    answer: null,
    answered_at: null,
    client_id: `c${seq}`,
    ...change,
  };
}

test("what is answered now stands first, then votes, then age", () => {
  const all = [question(1), question(2), question(3), question(4, { status: "answering" })];
  const votes: Record<number, number> = { 1: 0, 2: 5, 3: 0 };

  const ids = (sort: "votes" | "newest"): number[] =>
    sortQuestions(all, sort, ({ seq }) => votes[seq] ?? 0).map(({ seq }) => seq);

  expect(ids("votes")).toEqual([4, 2, 1, 3]);
  expect(ids("newest")).toEqual([4, 3, 2, 1]);
});

test("every status has a shelf", () => {
  const statuses = ["held", "open", "answering", "answered", "dismissed"] as const;

  expect(statuses.map((status) => shelfOf(question(1, { status })))).toEqual([
    "review",
    "open",
    "open",
    "answered",
    "dismissed",
  ]);
});

test("a vote that is refused is taken back, and the refusal shown", async () => {
  const store = new RoomStore();
  const welcome = welcomeFrame();
  store.welcome({ ...welcome, votes: { 1: 4 } });
  const call = (() => Promise.reject(new Error("no"))) as unknown as Call;
  const questions = new Questions(call, new LastingCalls(call), store, (what) => what);

  const done = questions.vote(question(1), true);
  expect(questions.voted.value.has("q1")).toBe(true);
  await done;

  expect(questions.voted.value.has("q1")).toBe(false);
  expect(questions.votesOf(question(1))).toBe(4);
});

test("news are counted until the tab was looked at", () => {
  const store = new RoomStore();
  const welcome = welcomeFrame();
  store.welcome(welcome);
  const call = (() => new Promise(() => undefined)) as unknown as Call;
  const questions = new Questions(call, new LastingCalls(call), store, (what) => what);
  const asked = (seq: number): void => {
    store.receive({ t: "log", entries: [{ seq, at: 0, kind: "question.asked", data: question(seq) }] });
  };

  asked(1);
  asked(2);
  expect(questions.unread.value).toBe(2);
  questions.lookedAt();
  asked(3);

  expect(questions.unread.value).toBe(1);
});
