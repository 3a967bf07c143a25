import { useEffect, useState } from "preact/hooks";
import { announce } from "../parts/announcer";

export const COUNT_FROM = 3;

/** Counts over the stage, one figure a second. */
export function ThreeTwoOne() {
  const [left, setLeft] = useState(COUNT_FROM);
  useEffect(() => {
    announce(String(left));
    if (left === 1) return;
    const timer = setTimeout(() => setLeft(left - 1), 1000);
    return () => clearTimeout(timer);
  }, [left]);
  return (
    <div class="three-two-one" aria-hidden="true">
      <span key={left}>{left}</span>
    </div>
  );
}
