import { useEffect, useRef } from "preact/hooks";

const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 };

/**
 * One stop of the Tab key for a whole list: arrows, Home and End walk its items. Returns the ref for the element around
 * the list. Items are found anew after each rendering; the one that had the focus last keeps the stop.
 */
export function useRoving<T extends HTMLElement>(items: string): { current: T | null } {
  const box = useRef<T>(null);
  useEffect(() => {
    if (box.current !== null) keepOneStop([...box.current.querySelectorAll<HTMLElement>(items)]);
  });
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const walk = (event: KeyboardEvent): void => {
      const all = [...element.querySelectorAll<HTMLElement>(items)];
      const to = nextIndex(event.key, all.indexOf(event.target as HTMLElement), all.length);
      if (to === null) return;
      event.preventDefault();
      keepOneStop(all, all[to]);
      all[to]?.focus();
    };
    element.addEventListener("keydown", walk);
    return () => element.removeEventListener("keydown", walk);
  }, []);
  return box;
}

/** Where a key leads from the item `here` of `count`; null when it is not ours, or no item has the focus. */
export function nextIndex(key: string, here: number, count: number): number | null {
  if (here === -1) return null;
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  const step = STEPS[key];
  return step === undefined ? null : Math.min(count - 1, Math.max(0, here + step));
}

function keepOneStop(all: HTMLElement[], wanted?: HTMLElement | undefined): void {
  const stop = wanted ?? all.find((one) => one.tabIndex === 0) ?? all.at(-1);
  for (const one of all) one.tabIndex = one === stop ? 0 : -1;
}
