import { type ReadonlySignal, signal } from "@preact/signals";

function media(query: string): ReadonlySignal<boolean> {
  const list = matchMedia(query);
  const matches = signal(list.matches);
  list.addEventListener("change", () => {
    matches.value = list.matches;
  });
  return matches;
}

/** The breakpoints where not only the style but the order of things changes; the same as in theatre.css. */
export const isPhone = media("(max-width: 639.98px)");
export const isLandscapePhone = media("(max-height: 500px) and (min-width: 640px) and (max-width: 1023.98px)");
export const isFoldable = media("(min-width: 1024px), (max-width: 1023.98px) and (orientation: landscape)");
export const isOverlay = media("(max-width: 1023.98px) and (orientation: landscape) and (min-height: 500.02px)");
export const isReduced = media("(prefers-reduced-motion: reduce)");

/**
 * Tells the styles how high the visible part of the page is. A phone's keyboard covers the page without changing its
 * height on some systems; the room then fits into what is left.
 */
export function followKeyboard(root: HTMLElement): void {
  const view = window.visualViewport;
  if (view === null) return;
  const follow = (): void => {
    root.style.setProperty("--visible-height", `${Math.round(view.height)}px`);
    const isTyping = document.activeElement instanceof HTMLTextAreaElement;
    root.classList.toggle("is-keyboard", isTyping && view.height < 520 && view.width < 640);
  };
  view.addEventListener("resize", follow);
  document.addEventListener("focusin", follow);
  document.addEventListener("focusout", follow);
  follow();
}
