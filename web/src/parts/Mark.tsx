import { dome } from "./StageEdge";

/** Footlights' mark: three lamps on the edge of a stage. */
export function Mark() {
  return (
    <svg class="mark" width="27" height="16" viewBox="0 0 27 16" role="img" aria-label="Footlights">
      <path d={dome(5.2, 8.6, 3.4)} class="bulb is-lit" />
      <path d={dome(13.5, 9.8, 3.4)} class="bulb is-lit" />
      <path d={dome(21.8, 8.6, 3.4)} class="bulb is-lit" />
      <path
        d="M1.5 10.6Q13.5 15.6 25.5 10.6"
        fill="none"
        stroke="currentColor"
        stroke-width="2"
        stroke-linecap="round"
      />
    </svg>
  );
}
