import { expect, test } from "vitest";
import { nextIndex } from "./roving";

test.each([
  ["ArrowDown", 0, 3, 1],
  ["ArrowDown", 2, 3, 2],
  ["ArrowUp", 0, 3, 0],
  ["PageDown", 0, 30, 10],
  ["Home", 2, 3, 0],
  ["End", 0, 3, 2],
  ["ArrowDown", -1, 3, null],
  ["a", 1, 3, null],
] as const)("%s at %i of %i", (key, here, count, to) => {
  expect(nextIndex(key, here, count)).toBe(to);
});
