import { signal } from "@preact/signals";

const words = signal("");

/** Says something once to people who use a screen reader, without moving their focus. */
export function announce(text: string): void {
  // The same words twice in a row must differ, or they are not read again.
  words.value = words.value === text ? `${text}\u00a0` : text;
}

export function Announcer() {
  return (
    <div class="visually-hidden" role="status" aria-live="polite">
      {words.value}
    </div>
  );
}
