import { t } from "../i18n/translate";
import { LampRow } from "../parts/Lamps";
import { useRoom } from "../room/context";
import { secondsUntil, tryIn } from "./ConnectionNotice";

/** Before the first welcome. Nothing moves for a moment, so a quick start does not flash. */
export function Opening() {
  const room = useRoom();
  const state = room.connection.state.value;
  const isLate = room.isAway.value && state.kind === "waiting";
  return (
    <main class="quiet-screen quiet-screen--opening">
      <LampRow running />
      <h1 class="quiet-title quiet-title--small">{room.config.event.title}</h1>
      <p class="quiet-lead" role="status">
        {isLate ? t("The room does not answer yet.") : t("Opening the room")}
        {isLate && <span data-testid="connection-notice"> {tryIn(state.attempt, secondsUntil(state.until))}</span>}
      </p>
    </main>
  );
}
