import type { FilmOnStage } from "../gen/room";

/** Seconds a picture may be off before it jumps. */
export const JUMP_S = 0.5;
/** Seconds nobody notices: the speed stays as it is. */
const NEAR_S = 0.04;
const MOST_HURRY = 0.08;
/** How exactly a film that stands still is at its place. */
const STILL_S = 0.05;

/** What brings a player to its place: a jump, or a speed at which it gets there by itself. */
export type Correction = { seekTo: number } | { rate: number };

/** Where the film is, in milliseconds, at the server's time `now`; not beyond its end, once that is known. */
export function filmPosition(film: FilmOnStage, now: number, durationMs = Number.POSITIVE_INFINITY): number {
  const since = film.is_playing ? Math.max(0, now - film.at) : 0;
  return Math.min(film.position_ms + since, durationMs);
}

export function correct(currentS: number, targetS: number, isPlaying: boolean): Correction {
  const ahead = currentS - targetS;
  if (Math.abs(ahead) > (isPlaying ? JUMP_S : STILL_S)) return { seekTo: targetS };
  if (!isPlaying || Math.abs(ahead) <= NEAR_S) return { rate: 1 };
  return { rate: 1 - Math.max(-MOST_HURRY, Math.min(MOST_HURRY, ahead / 2)) };
}
