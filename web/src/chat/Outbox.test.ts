import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { CallLost, CallRefused } from "../connection/calls";
import type { ChatPost } from "../gen/room";
import type { Call } from "../media/signalling";
import { chatEntry } from "../testing/frames";
import { Outbox, type PendingLine } from "./Outbox";

let posts: ChatPost[];
let outcomes: Array<Error | "ok">;
let kept: PendingLine[];
let reached: number;

beforeEach(() => {
  vi.useFakeTimers();
  [posts, outcomes, kept, reached] = [[], [], [], 0];
});
afterEach(() => void vi.useRealTimers());

const call = ((_name: string, what: ChatPost) => {
  posts.push(what);
  const outcome = outcomes.shift() ?? "ok";
  return outcome === "ok" ? Promise.resolve({ seq: posts.length, id: "m" }) : Promise.reject(outcome);
}) as unknown as Call;

function box(): Outbox {
  const save = (lines: PendingLine[]): void => {
    kept = lines;
  };
  return new Outbox(call, { load: () => kept, save }, () => reached);
}

function refusal(kind: "limited" | "invalid"): CallRefused {
  return new CallRefused({ kind, code: "x", detail: "Too long by 12 characters." });
}

const settled = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

test("lines written offline go out once and in order when the connection is back", async () => {
  const outbox = box();
  outbox.add("one", 1);
  outbox.add("two", 2);
  expect(posts).toEqual([]);

  outbox.connected();
  await settled();

  expect(posts.map((post) => post.text)).toEqual(["one", "two"]);
});

test("a line stays pending until it is seen in the log", async () => {
  const outbox = box();
  outbox.connected();
  outbox.add("one", 1);
  await settled();
  expect(outbox.pending.value.map((line) => line.text)).toEqual(["one"]);

  outbox.confirm([chatEntry(7, "one", { client_id: posts[0]?.client_id ?? "" }).data]);

  expect(outbox.pending.value).toEqual([]);
  expect(kept).toEqual([]);
});

test("a lost answer is asked for again with the same client_id", async () => {
  const outbox = box();
  outcomes = [new CallLost()];
  outbox.connected();
  outbox.add("one", 1);
  await settled();
  outbox.disconnected();

  outbox.connected();
  await settled();

  expect(posts.length).toBe(2);
  expect(posts[1]).toEqual(posts[0]);
});

test("what the server will not take is kept with its words, and the next line goes on", async () => {
  const outbox = box();
  outcomes = [refusal("invalid")];
  outbox.connected();
  outbox.add("one", 1);
  outbox.add("two", 2);
  await settled();

  expect(outbox.pending.value[0]?.refused).toBe("Too long by 12 characters.");
  expect(posts.map((post) => post.text)).toEqual(["one", "two"]);
});

test("too fast: the box waits and sends again by itself", async () => {
  const outbox = box();
  outcomes = [refusal("limited")];
  outbox.connected();
  outbox.add("one", 1);
  await settled();
  expect(posts.length).toBe(1);

  await vi.advanceTimersByTimeAsync(2_000);

  expect(posts.length).toBe(2);
  expect(outbox.pending.value[0]?.refused).toBe(null);
});

test("a line that was taken long ago leaves the box when the server says so", async () => {
  const outbox = box();
  reached = 500;
  outbox.connected();
  outbox.add("one", 1);
  await settled();

  expect(outbox.pending.value).toEqual([]);
});

test("a reload keeps the box", async () => {
  box().add("one", 1);

  const reloaded = box();
  reloaded.connected();
  await settled();

  expect(posts.map((post) => post.text)).toEqual(["one"]);
});
