import { signal } from "@preact/signals";
import { expect, test, vi } from "vitest";
import { CallLost, CallRefused } from "../connection/calls";
import type { ConnectionState, RoomConnection } from "../connection/RoomConnection";
import { StageDesk } from "./StageDesk";

function deskWith(...answers: Array<() => Promise<unknown>>) {
  const state = signal<ConnectionState>({ kind: "open" });
  const call = vi.fn((_name: string, _what: unknown) => (answers.shift() ?? (() => Promise.resolve({ seq: 1 })))());
  return { state, call, desk: new StageDesk({ state, call } as unknown as RoomConnection) };
}

test("an act whose answer got lost is sent again as the same act once the room is back", async () => {
  const { state, call, desk } = deskWith(() => Promise.reject(new CallLost("gone")));
  state.value = { kind: "connecting", attempt: 1 };

  const raising = desk.raiseHand();
  await Promise.resolve();
  expect(call).toHaveBeenCalledTimes(1);
  state.value = { kind: "open" };
  await raising;

  expect(call).toHaveBeenCalledTimes(2);
  expect(call.mock.calls[0]).toEqual(call.mock.calls[1]);
});

test("a refusal is not tried again", async () => {
  const refused = new CallRefused({ kind: "forbidden", code: "not_allowed", detail: "No." });
  const { call, desk } = deskWith(() => Promise.reject(refused));

  await expect(desk.invite("p-1")).rejects.toBe(refused);
  expect(call).toHaveBeenCalledTimes(1);
});
