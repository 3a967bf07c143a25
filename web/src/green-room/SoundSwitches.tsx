import { t } from "../i18n/translate";
import type { SoundTreatment } from "../media/Devices";
import { Switch } from "../parts/Switch";
import { useRoom } from "../room/context";

/** What the browser does to the sound of the microphone; off for music, on for talk. */
export function SoundSwitches() {
  const { devices } = useRoom().media;
  const words: Record<keyof SoundTreatment, string> = {
    echoCancellation: t("Remove echo"),
    noiseSuppression: t("Remove noise"),
    autoGainControl: t("Even out loudness"),
  };
  return (
    <>
      {(Object.keys(words) as (keyof SoundTreatment)[]).map((name) => (
        <Switch
          key={name}
          label={words[name]}
          isOn={devices.sound.value[name]}
          testid={`sound-${name}`}
          onSwitch={(isOn) => void devices.treatSound({ [name]: isOn })}
        />
      ))}
    </>
  );
}
