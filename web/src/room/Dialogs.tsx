import { useRoom } from "./context";
import { SettingsDialog } from "./SettingsDialog";
import { ShortcutsDialog } from "./ShortcutsDialog";

/** Dialogs that can be opened from anywhere in the room. */
export function Dialogs() {
  const { openDialog } = useRoom();
  const which = openDialog.value;
  // The one that goes may tell that it was closed after the next one was opened.
  const close = (): void => {
    if (openDialog.value === which) openDialog.value = null;
  };
  if (which === "settings") return <SettingsDialog key="settings" onClose={close} />;
  if (which === "shortcuts") return <ShortcutsDialog key="shortcuts" onClose={close} />;
  return null;
}
