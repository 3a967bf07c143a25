import { expect, test } from "vitest";
import type { Call } from "../media/signalling";
import { CallLost, CallRefused } from "./calls";
import { LastingCalls } from "./LastingCalls";

test("an act whose answer was lost is done again with the same client_id", async () => {
  const sent: Array<Record<string, unknown>> = [];
  const outcomes = [new CallLost("gone"), null];
  const lasting = new LastingCalls(((_name: string, what: Record<string, unknown>) => {
    sent.push(what);
    const outcome = outcomes.shift();
    return outcome ? Promise.reject(outcome) : Promise.resolve({ seq: 7 });
  }) as unknown as Call);

  const done = lasting.do("chat.delete", { id: "line-1" });
  await Promise.resolve();
  await Promise.resolve();
  lasting.connected();

  expect(await done).toEqual({ seq: 7 });
  expect(sent.length).toBe(2);
  expect(sent[1]).toEqual(sent[0]);
});

test("a refusal is told at once", async () => {
  const refused = new CallRefused({ kind: "forbidden", code: "x", detail: "No." });
  const lasting = new LastingCalls((() => Promise.reject(refused)) as unknown as Call);

  await expect(lasting.do("chat.delete", { id: "line-1" })).rejects.toBe(refused);
});
