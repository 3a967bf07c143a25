import { expect, test } from "vitest";
import { wishFor } from "./layers";

test.each([
  [0, 2, { substream: 0, send: false }],
  [90, 2, { substream: 0, send: true }],
  [220, 2, { substream: 0, send: true }],
  [221, 2, { substream: 1, send: true }],
  [480, 2, { substream: 1, send: true }],
  [720, 2, { substream: 2, send: true }],
  [720, 1, { substream: 1, send: true }],
  [90, 1, { substream: 0, send: true }],
] as const)("a picture %i pixels high under cap %i", (heightPx, cap, wish) => {
  expect(wishFor(heightPx, cap)).toEqual(wish);
});
