import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { CallRefused } from "../connection/calls";
import { DeviceSetup } from "../green-room/DeviceSetup";
import { t } from "../i18n/translate";
import { Dialog } from "../parts/Dialog";
import { Disc } from "../parts/Disc";
import { useRoom } from "./context";
import { VideoPicture } from "./VideoPicture";

/** The way on stage: see and hear yourself first, then go up, or decline. */
export function InvitationDialog({ by }: { by: string }) {
  const room = useRoom();
  const { devices } = room.media;
  const problem = useSignal<string | null>(null);
  const isGoing = useSignal(false);
  useEffect(() => {
    void room.media.openBoth();
    return () => {
      // Taken back while the devices were tried.
      if (room.store.you.value?.stage === "off") room.joinWithoutDevices();
    };
  }, []);
  const answer = async (accept: boolean): Promise<void> => {
    if (isGoing.value || room.store.you.value?.stage !== "invited") return;
    isGoing.value = true;
    problem.value = null;
    if (!accept) room.joinWithoutDevices();
    else room.settleDevices();
    try {
      await room.desk.answer(accept);
    } catch (reason) {
      problem.value = reason instanceof CallRefused ? reason.error.detail : t("That did not get through. Try again.");
    }
    isGoing.value = false;
  };
  const you = room.store.you.value;
  const track = devices.camera.track.value;
  return (
    <Dialog title={t("{name} invites you on stage", { name: by })} onClose={() => void answer(false)} wide>
      <p class="dialog-text">
        {room.store.snapshot.value?.event.classroom
          ? t("Nobody sees or hears you yet. When you go up, the team does.")
          : t("Nobody sees or hears you yet. When you go up, everyone does.")}
      </p>
      <div class="invitation" data-testid="invitation">
        <div class="invitation-picture">
          {track !== null ? (
            <VideoPicture track={track} isMirrored label={t("Your picture")} />
          ) : (
            <Disc id={you?.person_id ?? ""} name={you?.name ?? ""} isLarge />
          )}
        </div>
        <DeviceSetup />
      </div>
      {problem.value !== null && (
        <p class="dialog-problem" role="alert">
          {problem.value}
        </p>
      )}
      <p class="dialog-acts">
        <button
          type="button"
          class="button button--lit"
          data-testid="invitation-accept"
          aria-busy={isGoing.value}
          onClick={() => void answer(true)}
        >
          {t("Go on stage")}
        </button>
        <button
          type="button"
          class="button button--quiet dialog-stay"
          data-testid="invitation-decline"
          onClick={() => void answer(false)}
        >
          {t("Not now")}
        </button>
      </p>
    </Dialog>
  );
}
