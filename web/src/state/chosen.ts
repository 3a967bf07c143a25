import { effect, type Signal, signal } from "@preact/signals";

/** Something a person chose for themselves on this device; it holds for every room and outlives the page. */
export function chosen<T>(name: string, otherwise: T): Signal<T> {
  const key = `footlights.${name}`;
  const value = signal(read(key, otherwise));
  effect(() => write(key, value.value));
  return value;
}

function read<T>(key: string, otherwise: T): T {
  try {
    const text = localStorage.getItem(key);
    return text === null ? otherwise : (JSON.parse(text) as T);
  } catch {
    return otherwise;
  }
}

function write(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Storage is full or switched off: the choice holds for this page only.
  }
}
