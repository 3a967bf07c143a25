import { makeFrame } from "./frame";

/** What the server writes at the end of `/em` and `/ef`, out of the query of the script's address. */
export interface Wanted {
  /** Null for a room that is not there: `message` says so. */
  src: string | null;
  message: string;
  title: string;
  /** Id of the element to fill; empty is the place of the script itself. */
  container: string;
  width: string;
  height: string;
  sizesItself: boolean;
}

interface Widget {
  (callback: () => void): void;
  initialized?: boolean;
  __cbs?: unknown;
}

/** Puts a room or a form on the page; again for the same container replaces what stands there. */
export function place(wanted: Wanted): void {
  const script = document.currentScript;
  const fill = (container: HTMLElement): void => {
    container.replaceChildren(wanted.src === null ? says(wanted.message) : makeFrame({ ...wanted, src: wanted.src }));
    runCallbacks();
  };
  const find = (): HTMLElement | null =>
    wanted.container === "" ? besides(script) : document.getElementById(wanted.container);
  const container = find();
  if (container !== null) fill(container);
  else if (document.readyState !== "loading") complain(wanted.container);
  else {
    document.addEventListener("DOMContentLoaded", () => {
      const later = find();
      if (later === null) complain(wanted.container);
      else fill(later);
    });
  }
}

function besides(script: Element | null): HTMLElement | null {
  if (script === null) return null;
  const made = document.createElement("div");
  script.after(made);
  return made;
}

function complain(container: string): void {
  console.error(`This page has no element with the id “${container}” for the room.`);
}

function says(message: string): HTMLElement {
  const line = document.createElement("p");
  line.setAttribute("role", "status");
  line.textContent = message;
  return line;
}

/** Pages collect what they want done in `Widget.__cbs`; some define neither. */
function runCallbacks(): void {
  const page = window as unknown as { Widget?: Widget };
  page.Widget ??= (callback: () => void) => run(callback);
  const widget = page.Widget;
  widget.initialized = true;
  const waiting: unknown[] = Array.isArray(widget.__cbs) ? widget.__cbs.splice(0) : [];
  widget.__cbs ??= [];
  for (const callback of waiting) run(callback);
}

function run(callback: unknown): void {
  try {
    if (typeof callback === "function") callback();
  } catch (fault) {
    console.error(fault);
  }
}
