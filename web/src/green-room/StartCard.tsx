import type { Signal } from "@preact/signals";
import { useSignal } from "@preact/signals";
import { CallRefused } from "../connection/calls";
import { n, t } from "../i18n/translate";
import { useRoom } from "../room/context";
import { COUNT_FROM } from "./ThreeTwoOne";

/** Who waits, and for a host the one lit button that begins the show. */
export function StartCard({ isStarting }: { isStarting: Signal<boolean> }) {
  const room = useRoom();
  const waiting = room.store.present.value.waiting;
  return (
    <section class="green-card green-card--start" aria-label={t("Start")}>
      <p class="green-waiting">
        <span class="green-figure">{waiting}</span>
        <span>{n("person waits in the lobby", "people wait in the lobby", waiting)}</span>
      </p>
      {room.can("start") ? (
        <StartButton isStarting={isStarting} />
      ) : (
        <p class="green-help">{t("A host starts the show. You are on stage from the first second.")}</p>
      )}
    </section>
  );
}

function StartButton({ isStarting }: { isStarting: Signal<boolean> }) {
  const room = useRoom();
  const problem = useSignal<string | null>(null);
  const start = async (): Promise<void> => {
    if (isStarting.value) return;
    isStarting.value = true;
    problem.value = null;
    await new Promise((resolve) => setTimeout(resolve, COUNT_FROM * 1000));
    try {
      await room.start();
    } catch (reason) {
      problem.value =
        reason instanceof CallRefused ? reason.error.detail : t("The start did not get through. Try again.");
    }
    isStarting.value = false;
  };
  return (
    <>
      <button
        type="button"
        class="button button--lit button--large green-start"
        data-testid="start"
        aria-disabled={isStarting.value}
        onClick={() => void start()}
      >
        {isStarting.value ? t("Starting") : room.isMeeting.value ? t("Start the meeting") : t("Start the show")}
      </button>
      <p class="green-help" role="status">
        {problem.value ?? t("A 3-2-1, then everyone enters together")}
      </p>
    </>
  );
}
