export const LAMPS = 25;
const EACH_MS = 30_000;

/** Lamps that burn so long before the start: one more each 30 s, the last one only at the start itself. */
export function litLamps(leftMs: number): number {
  return Math.max(0, LAMPS - Math.max(1, Math.ceil(leftMs / EACH_MS)));
}
