import type { Grade } from "../gen/room";
import type { Quality } from "./Reception";

/** What one look at both directions shows. */
export interface Line {
  quality: Quality;
  /** Share of what this page sends that is lost, 0 to 1; 0 when it sends nothing. */
  lossOut: number;
  /** Round trip, milliseconds; 0 when unknown. */
  roundTripMs: number;
}

const ORDER: Grade[] = ["good", "fair", "poor"];
/** ITU-T G.114 calls 150 ms one way fine for talk and 400 ms the most that is bearable. */
const ROUND_TRIP_IS_FAIR_MS = 300;
const ROUND_TRIP_IS_POOR_MS = 800;
const LOSS_IS_FAIR = 0.03;
const LOSS_IS_POOR = 0.1;
/** Looks that have to be better before the grade gets better, so that it does not flicker. */
const BETTER_LOOKS = 3;

/** One word for how someone is connected; worse at once, better only after a while. */
export class Grading {
  grade: Grade = "good";
  private better = 0;

  add(line: Line): Grade {
    const now = gradeOf(line);
    this.better = ORDER.indexOf(now) < ORDER.indexOf(this.grade) ? this.better + 1 : 0;
    if (ORDER.indexOf(now) > ORDER.indexOf(this.grade) || this.better >= BETTER_LOOKS) {
      this.grade = now;
      this.better = 0;
    }
    return this.grade;
  }
}

export function gradeOf({ quality, lossOut, roundTripMs }: Line): Grade {
  if (quality === "weak" || lossOut > LOSS_IS_POOR || roundTripMs > ROUND_TRIP_IS_POOR_MS) return "poor";
  if (quality === "reduced" || lossOut > LOSS_IS_FAIR || roundTripMs > ROUND_TRIP_IS_FAIR_MS) return "fair";
  return "good";
}
