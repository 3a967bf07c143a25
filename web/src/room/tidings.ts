import { effect } from "@preact/signals";
import type { Room } from "./Room";

/** What a page in a frame tells the page around it; it holds nothing that the other site may not know. */
export type Tiding = "ready" | "joined" | "left" | "session_started" | "session_stopped" | "height";

export const SOURCE = "webinar-room";

export function isFramed(): boolean {
  return window.parent !== window;
}

export function tell(event: Tiding, more: Record<string, unknown> = {}): void {
  if (isFramed()) window.parent.postMessage({ source: SOURCE, event, ...more }, "*");
}

/** Tells the page around the room's frame when this person comes and goes, and when the session starts and stops. */
export function tellTidings(room: Room): void {
  tell("ready");
  let isInside = false;
  let wasLive: boolean | null = null;
  const goOut = () => {
    if (isInside) tell("left");
    isInside = false;
  };
  addEventListener("pagehide", goOut);
  effect(() => {
    const { kind } = room.connection.state.value;
    const status = room.store.status.value;
    if (kind === "open" && status !== null && !isInside) {
      isInside = true;
      tell("joined");
    }
    if (kind === "closed") goOut();
    if (status === null) return;
    const isLive = status === "live";
    if (isLive && wasLive !== true) tell("session_started");
    if (!isLive && wasLive === true) tell("session_stopped");
    wasLive = isLive;
  });
}
