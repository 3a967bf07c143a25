import { expect, test } from "vitest";
import { Grading, gradeOf } from "./Grading";

const CLEAN = { quality: "good", lossOut: 0, roundTripMs: 40 } as const;

test.each([
  [CLEAN, "good"],
  [{ ...CLEAN, quality: "reduced" }, "fair"],
  [{ ...CLEAN, quality: "weak" }, "poor"],
  [{ ...CLEAN, lossOut: 0.05 }, "fair"],
  [{ ...CLEAN, lossOut: 0.2 }, "poor"],
  [{ ...CLEAN, roundTripMs: 400 }, "fair"],
  [{ ...CLEAN, roundTripMs: 900 }, "poor"],
] as const)("%o is %s", (line, grade) => {
  expect(gradeOf(line)).toBe(grade);
});

test("worse at once, better after three looks", () => {
  const grading = new Grading();
  const poor = { ...CLEAN, lossOut: 0.5 };

  expect([poor, CLEAN, CLEAN, poor, CLEAN, CLEAN, CLEAN].map((line) => grading.add(line))).toEqual([
    "poor",
    "poor",
    "poor",
    "poor",
    "poor",
    "poor",
    "good",
  ]);
});
