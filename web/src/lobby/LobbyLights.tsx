import { dome, edgeDip, fromCentre, lampAt, useWidth } from "../parts/StageEdge";
import { useRoom } from "../room/context";
import { tick } from "../state/clock";
import { LAMPS, litLamps } from "./lamps";

const LIGHT_HEIGHT = 500;

/** The lamps of the countdown and the light that rises from those that burn. */
export function LobbyLights() {
  void tick.value;
  const { store } = useRoom();
  const startsAt = store.snapshot.value?.session.starts_at ?? 0;
  return <Lights lit={litLamps(startsAt - store.now())} />;
}

function Lights({ lit }: { lit: number }) {
  const [box, width] = useWidth();
  const radius = Math.min(13, Math.max(5, (width / LAMPS) * 0.26));
  const shape = { width, dip: edgeDip(width), radius, lamps: LAMPS };
  const base = LIGHT_HEIGHT + radius;
  const height = base + shape.dip + 6;
  const order = fromCentre(LAMPS);
  const burning = order.slice(0, lit).map((place) => lampAt(shape, place));
  return (
    <div ref={box} class="lobby-lights" aria-hidden="true" data-lit={lit}>
      {width > 0 && (
        <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
          <defs>
            <linearGradient id="shaft" x1="0" y1="1" x2="0" y2="0">
              <stop offset="0" class="shaft-stop" stop-opacity="0.5" />
              <stop offset="0.5" class="shaft-stop" stop-opacity="0.18" />
              <stop offset="1" class="shaft-stop" stop-opacity="0" />
            </linearGradient>
            <filter id="soft" x="-10%" y="-10%" width="120%" height="120%">
              <feGaussianBlur stdDeviation={width < 640 ? 4 : 10} />
            </filter>
          </defs>
          <g filter="url(#soft)" class="shafts">
            {burning.map(({ x, y }) => (
              <path key={x} d={shaft(x, base + y, width, radius)} fill="url(#shaft)" />
            ))}
          </g>
          <path class="edge-line" d={`M0 ${base}Q${width / 2} ${base + 2 * shape.dip} ${width} ${base}`} fill="none" />
          {order.map((place, rank) => {
            const { x, y } = lampAt(shape, place);
            return (
              <path key={place} class={`bulb warm-0 ${rank < lit ? "is-lit" : ""}`} d={dome(x, base + y, radius)} />
            );
          })}
        </svg>
      )}
    </div>
  );
}

/** A narrow fan of light from a lamp, leaning away from the middle. */
function shaft(x: number, y: number, width: number, radius: number): string {
  const lean = (x - width / 2) * 0.38;
  const spread = (width / LAMPS) * 0.54;
  return `M${x - radius} ${y}L${x + lean - spread} 0H${x + lean + spread}L${x + radius} ${y}z`;
}
