import { useEffect, useRef } from "preact/hooks";
import { timeWithZone } from "../i18n/times";
import { n, t } from "../i18n/translate";
import { Mark } from "../parts/Mark";
import { StageEdge } from "../parts/StageEdge";
import { leaveTarget } from "../room/config";
import { useRoom } from "../room/context";

/** After the end: what it was, how long it ran, and the way out. */
export function Ended() {
  const room = useRoom();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const snapshot = room.store.snapshot.value;
  if (snapshot === null) return null;
  const { event, session } = snapshot;
  return (
    <main class="quiet-screen" aria-label={t("After the session")} data-region tabIndex={-1} data-testid="ended">
      <StageEdge lit={0} />
      <p class="quiet-kicker">{event.title}</p>
      <h1 class="quiet-title" ref={heading} tabIndex={-1}>
        {event.kind === "meeting" ? t("The meeting has ended") : t("The webinar has ended")}
      </h1>
      <p class="quiet-lead">{ranFor(session.started_at, session.ended_at, session.time_zone)}</p>
      <p class="quiet-acts">
        <a
          class="button button--outline button--large"
          href={room.config.leave_url}
          target={leaveTarget(room.config)}
          data-testid="leave"
        >
          {t("Leave the room")}
        </a>
      </p>
      <p class="quiet-foot">
        <Mark />
      </p>
    </main>
  );
}

function ranFor(startedAt: number | null, endedAt: number | null, timeZone: string): string {
  if (startedAt === null || endedAt === null) return t("Thank you for coming.");
  const minutes = Math.max(1, Math.round((endedAt - startedAt) / 60_000));
  const until = timeWithZone(endedAt, timeZone);
  return n("It ran for {count} minute, until {until}.", "It ran for {count} minutes, until {until}.", minutes, {
    until,
  });
}
