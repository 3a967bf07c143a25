const FIRST_MS = 400;
const LONGEST_MS = 15_000;

/**
 * Wait before try number `attempt` (1 is the first): doubles up to 15 s, of which a random half counts.
 *
 * The random part spreads a thousand pages that all lost the same server.
 */
export function backoffMs(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
  return Math.round(ceiling / 2 + (ceiling / 2) * random());
}
