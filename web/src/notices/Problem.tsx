import type { ByeCode } from "../gen/room";
import { t } from "../i18n/translate";
import { Mark } from "../parts/Mark";
import { StageEdge } from "../parts/StageEdge";
import { leaveTarget } from "../room/config";
import { useRoom } from "../room/context";

interface Act {
  label: string;
  /** Null loads this page again. */
  href: string | null;
  target?: "_top" | "_self";
}

interface ProblemProps {
  title: string;
  lead: string;
  acts: Act[];
}

/** A full screen that says what happened and what comes next. */
export function Problem({ title, lead, acts }: ProblemProps) {
  return (
    <main class="quiet-screen" data-testid="problem">
      <StageEdge lit={0} />
      <h1 class="quiet-title">{title}</h1>
      <p class="quiet-lead">{lead}</p>
      <p class="quiet-acts">
        {acts.map((act, index) => (
          <WayOut key={act.label} act={act} look={index === 0 ? "button--lit" : "button--outline"} />
        ))}
      </p>
      <p class="quiet-foot">
        <Mark />
      </p>
    </main>
  );
}

function WayOut({ act, look }: { act: Act; look: string }) {
  const looks = `button button--large ${look}`;
  if (act.href !== null) {
    return (
      <a class={looks} href={act.href} target={act.target}>
        {act.label}
      </a>
    );
  }
  return (
    <button type="button" class={looks} onClick={() => location.reload()}>
      {act.label}
    </button>
  );
}

/** The screen for what the server said goodbye with. */
export function ProblemOf({ code, detail }: { code: ByeCode; detail: string }) {
  const { config } = useRoom();
  const { leave_url, event } = config;
  const page: Act = { label: t("To the event page"), href: leave_url, target: leaveTarget(config) };
  const again: Act = { label: t("Load the page again"), href: null };
  const { title, lead, acts } = wordsFor(code, detail, event.title, page, again);
  return <Problem title={title} lead={lead} acts={acts} />;
}

function wordsFor(code: ByeCode, detail: string, event: string, page: Act, again: Act): ProblemProps {
  switch (code) {
    case "seat_invalid":
      return {
        title: t("This page is too old to open the room"),
        lead: t("Load it again. If that does not help, open the newest link from your mail; your place is kept."),
        acts: [again, page],
      };
    case "not_published":
      return {
        title: t("The room is not open yet"),
        lead: t("“{event}” has not been published. The organiser can publish it in the console.", { event }),
        acts: [again, page],
      };
    case "canceled":
      return {
        title: t("This session was canceled"),
        lead: t("“{event}” does not take place at this time. The event page shows whether there is a new date.", {
          event,
        }),
        acts: [page],
      };
    case "full":
      return {
        title: t("The room is full"),
        lead: t("Every seat in the room is taken. As soon as someone leaves, you can come in."),
        acts: [{ ...again, label: t("Try again") }, page],
      };
    case "removed":
      return {
        title: t("A host removed you from the room"),
        lead: t("You cannot come back to this session. Write to the organiser if you think it was a mistake."),
        acts: [page],
      };
    case "shown_out":
      return {
        title: t("A host asked you out of the room"),
        lead: t("If you think it was a mistake, you can come back with your link."),
        acts: [page],
      };
    case "banned":
      return {
        title: t("A host removed you from the room"),
        lead: t("You cannot come back to this session. Write to the organiser if you think it was a mistake."),
        acts: [page],
      };
    case "denied":
      return {
        title: t("You were not let in"),
        lead: t("The team of “{event}” did not let you in. Write to the organiser if you think it was a mistake.", {
          event,
        }),
        acts: [page],
      };
    case "locked":
      return {
        title: t("The room is locked"),
        lead: t("Nobody new can come in at the moment. Those who were inside can come back."),
        acts: [{ ...again, label: t("Try again") }, page],
      };
    case "replaced":
      return {
        title: t("The room is open somewhere else"),
        lead: t("This page was closed because the same seat was opened again. You can bring the room back here."),
        acts: [{ ...again, label: t("Use the room here") }, page],
      };
    case "too_slow":
    case "bad_frames":
    case "restarting":
    case "silent":
      return {
        title: t("The connection was closed"),
        lead: t("Load the page again to come back. What you were typing is kept."),
        acts: [again, page],
      };
    default:
      return { title: t("The connection was closed"), lead: detail satisfies string, acts: [again, page] };
  }
}
