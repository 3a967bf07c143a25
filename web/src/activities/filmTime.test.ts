import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FilmOnStage } from "../gen/room";
import { correct, filmPosition, JUMP_S } from "./filmTime";

const FILM: FilmOnStage = {
  film_id: "f-1",
  name: "tour.webm",
  is_playing: true,
  position_ms: 5_000,
  at: 100_000,
  person_id: "p-1",
};

describe("filmPosition", () => {
  test.each([
    [FILM, 103_000, undefined, 8_000],
    [FILM, 99_000, undefined, 5_000],
    [FILM, 999_000, 20_000, 20_000],
    [{ ...FILM, is_playing: false }, 103_000, undefined, 5_000],
    [{ ...FILM, is_playing: false }, 103_000, 4_000, 4_000],
  ])("%j at %d of %s is %d", (film, now, duration, expected) => {
    expect(filmPosition(film, now, duration)).toBe(expected);
  });
});

describe("correct", () => {
  test("jumps when it is far off, also backwards, and when a film that stands is not in its place", () => {
    expect(correct(1, 3, true)).toEqual({ seekTo: 3 });
    expect(correct(3, 1, true)).toEqual({ seekTo: 1 });
    expect(correct(3.2, 3, false)).toEqual({ seekTo: 3 });
  });

  test("leaves alone what nobody notices", () => {
    expect(correct(3.02, 3, true)).toEqual({ rate: 1 });
    expect(correct(3.02, 3, false)).toEqual({ rate: 1 });
  });

  test("any small drift gets smaller by the speed alone", () => {
    fc.assert(
      fc.property(fc.double({ min: -JUMP_S + 0.01, max: JUMP_S - 0.01, noNaN: true }), (drift) => {
        let ahead = drift;
        for (let look = 0; look < 100; look += 1) {
          const step = correct(10 + ahead, 10, true);
          if (!("rate" in step)) throw new Error("It jumped.");
          ahead += 0.25 * (step.rate - 1);
        }
        expect(Math.abs(ahead)).toBeLessThan(0.06);
      }),
    );
  });
});
