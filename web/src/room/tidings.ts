import { effect } from "@preact/signals";
import { tell } from "../parts/around";
import type { Room } from "./Room";

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
