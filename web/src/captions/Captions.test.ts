import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { CaptionFrame } from "../gen/room";
import { Captions } from "./Captions";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function frame(line: number, text: string): CaptionFrame {
  return { t: "caption", person_id: "p", name: "Ines", line, text, is_final: true };
}

test("a line is replaced while it is typed, and the last three stand in order", () => {
  const captions = new Captions();

  for (const [line, text] of [
    [1, "one"],
    [2, "tw"],
    [2, "two"],
    [4, "four"],
    [3, "three"],
  ] as const) {
    captions.add(frame(line, text));
  }

  expect(captions.lines.value.map(({ text }) => text)).toEqual(["two", "three", "four"]);
  expect(captions.next.value).toBe(5);
});

test("what was said long ago goes away, and numbers go on", () => {
  const captions = new Captions();
  captions.add(frame(7, "seven"));

  vi.advanceTimersByTime(12_000);

  expect(captions.lines.value).toEqual([]);
  expect(captions.next.value).toBe(8);
});

test("a line that was emptied is gone", () => {
  const captions = new Captions();

  captions.add(frame(1, "oops"));
  captions.add(frame(1, ""));

  expect(captions.lines.value).toEqual([]);
});
