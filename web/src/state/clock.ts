import { signal } from "@preact/signals";

/** Changes about each second; read it in a view that shows time. */
export const tick = signal(0);

setInterval(() => {
  if (document.visibilityState !== "hidden") tick.value += 1;
}, 1000);
