import { n, t } from "../i18n/translate";
import { LampRow } from "../parts/Lamps";
import { useRoom } from "../room/context";
import { tick } from "../state/clock";

/** Stands over the stage while the connection is away; the picture behind it stays, darker. */
export function ConnectionNotice() {
  const room = useRoom();
  const state = room.connection.state.value;
  if (!room.isAway.value || state.kind === "open" || state.kind === "closed" || state.kind === "knocking") return null;
  return (
    <div class="away" role="status" data-testid="connection-notice">
      <LampRow running />
      <strong class="away-title">{t("Finding you again")}</strong>
      <span class="away-text">
        {/* Counted aloud it would talk over everything; readers hear the rest once. */}
        <span aria-hidden="true">
          {state.kind === "waiting"
            ? tryIn(state.attempt, secondsUntil(state.until))
            : t("Try {number}, now.", { number: Math.max(1, state.attempt) })}
        </span>{" "}
        {t("What you were typing is kept.")}
      </span>
    </div>
  );
}

export function tryIn(number: number, seconds: number): string {
  return n("Try {number}, in {count} second.", "Try {number}, in {count} seconds.", seconds, { number });
}

export function secondsUntil(at: number): number {
  void tick.value;
  return Math.max(0, Math.ceil((at - Date.now()) / 1000));
}
