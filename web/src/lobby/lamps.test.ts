import { expect, test } from "vitest";
import { litLamps } from "./lamps";

test("one lamp more each 30 seconds, the last one waits for the start", () => {
  const minutes = (value: number): number => value * 60_000;

  expect(litLamps(minutes(60))).toBe(0);
  expect(litLamps(minutes(12.5))).toBe(0);
  expect(litLamps(minutes(12))).toBe(1);
  expect(litLamps(minutes(6.4))).toBe(12);
  expect(litLamps(minutes(0.5))).toBe(24);
  expect(litLamps(1)).toBe(24);
});

test("a late host leaves all but one lit", () => {
  expect(litLamps(0)).toBe(24);
  expect(litLamps(-600_000)).toBe(24);
});
