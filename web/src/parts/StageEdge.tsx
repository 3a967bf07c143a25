import { useEffect, useRef, useState } from "preact/hooks";

interface Shape {
  width: number;
  /** How far the curve hangs in the middle. */
  dip: number;
  radius: number;
  lamps: number;
}

/** A half dome standing on `y`. */
export function dome(x: number, y: number, radius: number): string {
  return `M${round(x - radius)} ${round(y)}a${radius} ${radius} 0 0 1 ${2 * radius} 0z`;
}

/** Lamps in the order they light: from the centre outward, left and right in turn. */
export function fromCentre(lamps: number): number[] {
  const centre = (lamps - 1) / 2;
  return Array.from({ length: lamps }, (_, index) => index).sort(
    (a, b) => Math.abs(a - centre) - Math.abs(b - centre) || a - b,
  );
}

/** The stage's edge with its lamps; `lit` of them burn, counted from the centre. Pure ornament, hidden from readers. */
export function StageEdge({ lit }: { lit: number | "all" }) {
  const [box, width] = useWidth();
  const count = Math.max(7, Math.round(width / 35));
  const shape = { width, dip: edgeDip(width), radius: 6, lamps: count };
  return (
    <div ref={box} class="edge" aria-hidden="true">
      {width > 0 && <Edge shape={shape} lit={lit === "all" ? count : lit} />}
    </div>
  );
}

export function edgeDip(width: number): number {
  return Math.round(Math.max(8, Math.min(44, width * 0.03)) * (width < 1300 ? 0.4 : 1));
}

function Edge({ shape, lit }: { shape: Shape; lit: number }) {
  const { width, dip, radius, lamps } = shape;
  const order = fromCentre(lamps);
  const height = radius + dip + 4;
  const top = radius + 1;
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      <path class="edge-line" d={`M0 ${top}Q${width / 2} ${top + 2 * dip} ${width} ${top}`} fill="none" />
      {order.map((place, rank) => {
        const { x, y } = lampAt(shape, place);
        return (
          <path
            key={place}
            class={`bulb warm-${Math.min(rank, 22)} ${rank < lit ? "is-lit" : ""}`}
            d={dome(x, top + y, radius)}
          />
        );
      })}
    </svg>
  );
}

/** Where a lamp stands, from the ends of the curve. */
export function lampAt({ width, dip, lamps }: Shape, place: number): { x: number; y: number } {
  const share = (place + 0.5) / lamps;
  return { x: share * width, y: 4 * dip * share * (1 - share) };
}

/** The width of an element, followed as it changes. */
export function useWidth() {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setWidth(Math.round(element.clientWidth)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [box, width] as const;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
