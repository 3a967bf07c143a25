import { useSignal } from "@preact/signals";
import { CallRefused } from "../connection/calls";
import { n, t } from "../i18n/translate";
import { Dialog } from "../parts/Dialog";
import { Icon } from "../parts/Icon";
import { CircleAlert, LogOut, Users } from "../parts/icons";
import { useRoom } from "./context";

/** Says what ending does before it is done. */
export function EndDialog({ onClose }: { onClose: () => void }) {
  const room = useRoom();
  const problem = useSignal<string | null>(null);
  const isEnding = useSignal(false);
  const end = async (): Promise<void> => {
    isEnding.value = true;
    problem.value = null;
    try {
      await room.end();
    } catch (reason) {
      problem.value =
        reason instanceof CallRefused ? reason.error.detail : t("The end did not get through. Try again.");
    }
    isEnding.value = false;
  };
  return (
    <Dialog title={question(room.isMeeting.value, room.store.present.value.count)} onClose={onClose} wide>
      <ul class="consequences">
        <li>
          <Icon node={Users} /> {t("Everyone leaves the room and sees that it has ended.")}
        </li>
        <li>
          <Icon node={CircleAlert} /> {t("It cannot be started again. Attendance is counted up to this moment.")}
        </li>
        <li>
          <Icon node={LogOut} /> {t("If you only leave, the show goes on, and you can come back.")}
        </li>
      </ul>
      {problem.value !== null && (
        <p class="dialog-problem" role="alert">
          {problem.value}
        </p>
      )}
      <p class="dialog-acts">
        <button
          type="button"
          class="button button--primary"
          data-testid="end-confirm"
          aria-busy={isEnding.value}
          onClick={() => void end()}
        >
          {isEnding.value ? t("Ending") : t("End for everyone")}
        </button>
        <button type="button" class="button button--outline" data-testid="leave" onClick={() => room.leave()}>
          {t("Leave, it goes on")}
        </button>
        <button type="button" class="button button--quiet dialog-stay" data-testid="end-stay" onClick={onClose}>
          {t("Stay")}
        </button>
      </p>
    </Dialog>
  );
}

function question(isMeeting: boolean, count: number): string {
  return isMeeting
    ? n("End the meeting?", "End the meeting for all {count} people?", count)
    : n("End the webinar?", "End the webinar for all {count} people?", count);
}
