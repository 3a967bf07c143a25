import { t } from "../i18n/translate";
import { Dialog } from "../parts/Dialog";
import { areShortcutsOn, usableShortcuts } from "./shortcuts";

/** The keys of the keyboard, and the switch that turns the single ones off. */
export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title={t("Keyboard")} onClose={onClose}>
      <dl class="shortcuts" data-testid="shortcuts">
        {usableShortcuts().map(({ key, words }) => (
          <div key={key} class="shortcut">
            <dt>
              <kbd>{key.toUpperCase()}</kbd>
            </dt>
            <dd>{words()}</dd>
          </div>
        ))}
        <div class="shortcut">
          <dt>
            <kbd>F6</kbd>
          </dt>
          <dd>{t("To the next part of the page; with Shift to the one before")}</dd>
        </div>
        <div class="shortcut">
          <dt>
            <kbd>Esc</kbd>
          </dt>
          <dd>{t("Close what is open")}</dd>
        </div>
      </dl>
      <label class="choice">
        <input
          type="checkbox"
          class="switch"
          checked={areShortcutsOn.value}
          onChange={(event) => {
            areShortcutsOn.value = event.currentTarget.checked;
          }}
        />
        <span>{t("Single keys work while nothing is being typed")}</span>
      </label>
      <p class="dialog-acts">
        <button type="button" class="button button--primary dialog-stay" onClick={onClose}>
          {t("Done")}
        </button>
      </p>
    </Dialog>
  );
}
