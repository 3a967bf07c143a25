import { t } from "../i18n/translate";
import { announce } from "../parts/announcer";
import { chosen } from "../state/chosen";
import { isPanelOpen, isWriting, panelTab } from "./panelState";
import type { Room } from "./Room";

export interface Shortcut {
  key: string;
  words: () => string;
  /** The key of the control row that it presses; without it there the shortcut is not listed. */
  presses?: string;
  act?: (room: Room) => void;
}

/** Single keys can be switched off (WCAG 2.1.4): speech input types letters without meaning them. */
export const areShortcutsOn = chosen("shortcuts", true);

/** Keys of the control row are pressed as they stand there, so what a person may not do, a key does not do either. */
export const SHORTCUTS: readonly Shortcut[] = [
  { key: "m", words: () => t("Mute or unmute"), presses: "mic" },
  { key: "v", words: () => t("Start or stop video"), presses: "camera" },
  { key: "h", words: () => t("Raise or lower your hand"), presses: "hand-key" },
  { key: "t", words: () => t("Write a message"), act: () => focusMessageBox() },
  { key: "c", words: () => t("Captions on or off"), act: (room) => switchCaptions(room) },
  {
    key: "?",
    words: () => t("Show this list"),
    act: (room) => {
      room.openDialog.value = room.openDialog.value === null ? "shortcuts" : room.openDialog.value;
    },
  },
];

/** Those that do something for this person, here and now. */
export function usableShortcuts(): Shortcut[] {
  return SHORTCUTS.filter(({ presses }) => presses === undefined || findKey(presses) !== null);
}

export function followShortcuts(room: Room): void {
  addEventListener("keydown", (event) => {
    if (!areShortcutsOn.value || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (isTyping(event.target) || document.querySelector("dialog[open]") !== null) return;
    const shortcut = SHORTCUTS.find(({ key }) => key === event.key.toLowerCase());
    if (shortcut === undefined || room.store.snapshot.value === null) return;
    event.preventDefault();
    if (event.repeat) return;
    shortcut.act?.(room);
    if (shortcut.presses !== undefined) findKey(shortcut.presses)?.click();
  });
}

/** Where letters are text, or choose an entry of a list. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "button", "range"].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable;
}

function findKey(name: string): HTMLButtonElement | null {
  return document.querySelector<HTMLButtonElement>(`[data-testid="${name}"]`);
}

function focusMessageBox(): void {
  panelTab.value = "chat";
  isPanelOpen.value = isWriting.value = true;
  requestAnimationFrame(() => document.querySelector<HTMLElement>("[data-testid=chat-input]")?.focus());
}

function switchCaptions({ captions }: Room): void {
  captions.isOn.value = !captions.isOn.value;
  announce(captions.isOn.value ? t("Captions are on.") : t("Captions are off."));
}
