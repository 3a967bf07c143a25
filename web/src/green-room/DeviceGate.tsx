import { useEffect } from "preact/hooks";
import { t } from "../i18n/translate";
import { Disc } from "../parts/Disc";
import { useRoom } from "../room/context";
import { VideoPicture } from "../room/VideoPicture";
import { DeviceSetup } from "./DeviceSetup";

/** For who may speak and comes while the show runs: they see themselves before everyone else does. */
export function DeviceGate() {
  const room = useRoom();
  const { devices } = room.media;
  useEffect(() => void room.media.openBoth(), []);
  const you = room.store.you.value;
  const hasAny = devices.camera.track.value !== null || devices.microphone.track.value !== null;
  return (
    <main class="gate" data-testid="device-gate">
      <div class="gate-text">
        <h1 class="gate-title">{t("Check yourself, then go on stage")}</h1>
        <p class="gate-lead">{t("“{event}” is live. Nobody sees or hears you yet.", { event: room.config.event.title })}</p>
        <DeviceSetup />
        <p class="gate-acts">
          <button type="button" class="button button--lit button--large" data-testid="go-on-stage" aria-disabled={!hasAny} onClick={() => hasAny && room.settleDevices()}>
            {t("Go on stage")}
          </button>
          <button type="button" class="button button--outline button--large" data-testid="join-without" onClick={() => room.joinWithoutDevices()}>
            {t("Join without camera and microphone")}
          </button>
        </p>
      </div>
      <div class="gate-picture">
        {devices.camera.track.value !== null ? (
          <VideoPicture track={devices.camera.track.value} isMirrored label={t("Your picture")} />
        ) : (
          <Disc id={you?.person_id ?? ""} name={you?.name ?? ""} isLarge />
        )}
      </div>
    </main>
  );
}
