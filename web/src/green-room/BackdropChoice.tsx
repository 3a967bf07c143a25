import { useId } from "preact/hooks";
import { t } from "../i18n/translate";
import { BACKDROPS, type BackdropKind } from "../media/Backdrop";
import { useRoom } from "../room/context";

/** What others see behind this person. Takes a moment to load; until then, and if it fails, the plain camera goes on. */
export function BackdropChoice() {
  const { devices } = useRoom().media;
  const { kind, state } = devices.backdrop;
  const field = useId();
  const words: Record<BackdropKind, string> = {
    none: t("As it is"),
    blur: t("Blurred"),
    curtain: t("A plain curtain"),
  };
  return (
    <div class="settings-line">
      <label for={field}>{t("Background")}</label>
      <select
        id={field}
        class="input input--small"
        value={kind.value}
        data-testid="backdrop"
        onChange={(event) => void devices.chooseBackdrop(event.currentTarget.value as BackdropKind)}
      >
        {BACKDROPS.map((one) => (
          <option key={one} value={one}>
            {words[one]}
          </option>
        ))}
      </select>
      <p class="help" role="status" data-testid="backdrop-state" data-state={state.value}>
        {state.value === "loading" && t("Loading. Your plain picture is shown until then.")}
        {state.value === "slow" && t("This computer is too slow for another background. Your plain picture is shown.")}
        {state.value === "failed" && t("This browser cannot change the background. Your plain picture is shown.")}
      </p>
    </div>
  );
}
