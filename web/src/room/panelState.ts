import { signal } from "@preact/signals";
import { isOverlay } from "../parts/screen";

/** The side panel is unfolded. Where it would lie over the stage it begins folded. */
export const isPanelOpen = signal(!isOverlay.value);
/** The id of the open tab (`tabs.ts`). */
export const panelTab = signal("chat");
/** On a small screen: the message box stands where the keys stood. */
export const isWriting = signal(false);
