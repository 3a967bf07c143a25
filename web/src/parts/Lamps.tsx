import type { ReadonlySignal } from "@preact/signals";
import type { Level } from "../media/Levels";
import { dome } from "./StageEdge";

const VOICE = [0, 1, 2, 3];
const ROW = [0, 1, 2, 3, 4];

/** Voice level in four lamps; the words beside them say who it is. */
export function LevelLamps({ level }: { level: ReadonlySignal<Level> }) {
  const lit = level.value;
  return (
    <svg class="level" width="34" height="9" viewBox="0 0 34 9" aria-hidden="true">
      {VOICE.map((lamp) => (
        <path key={lamp} class={`bulb ${lamp < lit ? "is-lit" : ""}`} d={dome(4 + lamp * 8.6, 7, 3.5)} />
      ))}
    </svg>
  );
}

/** Five lamps of which some burn; `running` lets two of them walk. */
export function LampRow({ lit = 0, running = false }: { lit?: number; running?: boolean }) {
  return (
    <svg
      class={`lamp-row ${running ? "is-running" : ""}`}
      width="96"
      height="14"
      viewBox="0 0 96 14"
      aria-hidden="true"
    >
      <path d="M2 12.5h92" class="edge-line" fill="none" />
      {ROW.map((lamp) => (
        <path key={lamp} class={`bulb lamp-${lamp} ${lamp < lit ? "is-lit" : ""}`} d={dome(10 + lamp * 19, 12, 6.5)} />
      ))}
    </svg>
  );
}
