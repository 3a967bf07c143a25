import type { Signal } from "@preact/signals";
import { useId } from "preact/hooks";
import { CaptionerChoice } from "../captions/CaptionerChoice";
import { CAPTION_SIZES, type CaptionSize } from "../captions/Captions";
import { BackdropChoice } from "../green-room/BackdropChoice";
import { SoundSwitches } from "../green-room/SoundSwitches";
import { t } from "../i18n/translate";
import { Dialog } from "../parts/Dialog";
import { Switch } from "../parts/Switch";
import { useRoom } from "./context";

/** What each person sets for themselves, and for a host who writes captions. */
export function SettingsDialog({ onClose }: { onClose: () => void }) {
  const room = useRoom();
  const { captions, media } = room;
  return (
    <Dialog title={t("Settings")} onClose={onClose}>
      <div class="settings">
        <section class="settings-part" aria-label={t("Receiving")}>
          <Switch
            label={t("Sound only")}
            help={t("No pictures are loaded; saves data and helps a weak connection.")}
            isOn={media.isAudioOnly.value}
            testid="audio-only"
            onSwitch={(isOn) => media.wantSoundOnly(isOn)}
          />
          <Switch
            label={t("Show captions")}
            isOn={captions.isOn.value}
            testid="captions-switch"
            onSwitch={(isOn) => {
              captions.isOn.value = isOn;
            }}
          />
          <SizeChoice size={captions.size} />
        </section>
        {room.can("publish") && (
          <section class="settings-part" aria-label={t("Camera and microphone")}>
            <SoundSwitches />
            <BackdropChoice />
          </section>
        )}
        {room.store.you.value?.role === "host" && <CaptionerChoice />}
      </div>
      <p class="dialog-acts">
        <button
          type="button"
          class="button button--outline"
          data-testid="open-shortcuts"
          onClick={() => {
            room.openDialog.value = "shortcuts";
          }}
        >
          {t("Keyboard")}
        </button>
        <button type="button" class="button button--primary dialog-stay" onClick={onClose}>
          {t("Done")}
        </button>
      </p>
    </Dialog>
  );
}

function SizeChoice({ size }: { size: Signal<CaptionSize> }) {
  const field = useId();
  const words: Record<CaptionSize, string> = { medium: t("Medium"), large: t("Large"), huge: t("Very large") };
  return (
    <div class="settings-line">
      <label for={field}>{t("Size of captions")}</label>
      <select
        id={field}
        class="input input--small"
        value={size.value}
        data-testid="caption-size"
        onChange={(event) => {
          size.value = event.currentTarget.value as CaptionSize;
        }}
      >
        {CAPTION_SIZES.map((one) => (
          <option key={one} value={one}>
            {words[one]}
          </option>
        ))}
      </select>
    </div>
  );
}
