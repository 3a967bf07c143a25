import type { Signal } from "@preact/signals";

/** What went wrong with the last act, read out at once. */
export function ActProblem({ problem }: { problem: Signal<string | null> }) {
  if (problem.value === null) return null;
  return (
    <p class="act-problem" role="alert">
      {problem.value}
    </p>
  );
}
