import { useEffect } from "preact/hooks";
import { t } from "../i18n/translate";
import { Disc } from "../parts/Disc";
import { useRoom } from "../room/context";
import { VideoPicture } from "../room/VideoPicture";
import { BackdropChoice } from "./BackdropChoice";
import { DeviceSetup } from "./DeviceSetup";

/** For who may speak and comes while the show runs: they see themselves before everyone else does. */
export function DeviceGate() {
  const room = useRoom();
  const { devices } = room.media;
  useEffect(() => void room.media.openBoth(), []);
  const you = room.store.you.value;
  return (
    <main class="gate" aria-label={t("Camera and microphone")} data-region tabIndex={-1} data-testid="device-gate">
      <div class="gate-text">
        <h1 class="gate-title">{t("Check yourself, then go on stage")}</h1>
        <p class="gate-lead">
          {t("“{event}” is live. Nobody sees or hears you yet.", { event: room.config.event.title })}
        </p>
        <DeviceSetup />
        {devices.camera.track.value !== null && <BackdropChoice />}
        <p class="gate-acts">
          <WaysIn />
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

/** What works decides what is offered; going in without any device is always possible. */
function WaysIn() {
  const room = useRoom();
  const { camera, microphone, isAsking } = room.media.devices;
  const hasCamera = camera.track.value !== null;
  const hasSound = microphone.track.value !== null;
  const isHopeless = camera.problem.value !== null && microphone.problem.value !== null && !isAsking.value;
  return (
    <>
      {!isHopeless && (
        <button
          type="button"
          class="button button--lit button--large"
          data-testid="go-on-stage"
          aria-disabled={!(hasCamera || hasSound)}
          onClick={() => (hasCamera || hasSound) && room.settleDevices()}
        >
          {hasSound && camera.problem.value !== null ? t("Go on stage with sound only") : t("Go on stage")}
        </button>
      )}
      <button
        type="button"
        class={`button button--large ${isHopeless ? "button--lit" : "button--outline"}`}
        data-testid="join-without"
        onClick={() => room.joinWithoutDevices()}
      >
        {t("Join without camera and microphone")}
      </button>
    </>
  );
}
