import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { SpeakingRing } from "./SpeakingRing";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("lights after 300 ms and goes out 900 ms after the end", () => {
  const ring = new SpeakingRing();

  ring.update(new Set(["ines"]));
  vi.advanceTimersByTime(299);
  expect([...ring.lit.value]).toEqual([]);
  vi.advanceTimersByTime(1);
  expect([...ring.lit.value]).toEqual(["ines"]);

  ring.update(new Set());
  vi.advanceTimersByTime(899);
  expect([...ring.lit.value]).toEqual(["ines"]);
  vi.advanceTimersByTime(1);
  expect([...ring.lit.value]).toEqual([]);
  expect(ring.latest.value).toBe("ines");
});

test("a cough does not light the ring, a breath does not put it out", () => {
  const ring = new SpeakingRing();

  ring.update(new Set(["ines"]));
  vi.advanceTimersByTime(200);
  ring.update(new Set());
  vi.advanceTimersByTime(5000);
  expect([...ring.lit.value]).toEqual([]);

  ring.update(new Set(["ines"]));
  vi.advanceTimersByTime(300);
  ring.update(new Set());
  vi.advanceTimersByTime(500);
  ring.update(new Set(["ines"]));
  vi.advanceTimersByTime(5000);
  expect([...ring.lit.value]).toEqual(["ines"]);
});
