import { useSignal } from "@preact/signals";
import type { Poll } from "../gen/room";
import { runningTime } from "../i18n/times";
import { n, t } from "../i18n/translate";
import { dome } from "../parts/StageEdge";
import { useRoom } from "../room/context";
import { tick } from "../state/clock";
import { Ballot } from "./Ballot";
import { ActProblem } from "./Problem";
import { Results } from "./Results";
import { useAct } from "./useAct";

/** A poll as those see it who answer. */
export function PollCard({ poll }: { poll: Poll }) {
  const { activities } = useRoom();
  const isChanging = useSignal(false);
  const own = activities.answerTo(poll.id);
  const isOpen = poll.status === "open";
  const asks = isOpen && (own === null || isChanging.value);
  return (
    <article class={`poll ${isOpen ? "is-open" : ""}`} data-testid="poll">
      <PollState poll={poll} />
      <h3 class="poll-question">
        <bdi>{poll.question}</bdi>
      </h3>
      {asks ? (
        <Ballot poll={poll} own={own} onDone={() => (isChanging.value = false)} />
      ) : (
        <>
          {poll.is_shared && <Results poll={poll} tally={activities.tally(poll.id)} own={own} />}
          <p class="poll-note" role="status" data-testid="poll-note">
            {noteFor(poll, own !== null, activities.unsent.value.has(poll.id))}
          </p>
          {isOpen && (
            <button type="button" class="button button--outline" onClick={() => (isChanging.value = true)}>
              {t("Change answer")}
            </button>
          )}
        </>
      )}
    </article>
  );
}

/** A poll as the team sees it: how many answered, how, and what to do with it. */
export function TeamPollCard({ poll }: { poll: Poll }) {
  const { activities, store } = useRoom();
  const act = useAct();
  const tally = activities.tally(poll.id);
  const isOpen = poll.status === "open";
  return (
    <article class={`poll ${isOpen ? "is-open" : ""}`} data-testid="poll">
      <div class="poll-head">
        <PollState poll={poll} />
        <span class="poll-voted figures" data-testid="poll-voted">
          {isOpen
            ? t("{count} of {all} voted", { count: tally.count, all: Math.max(store.present.value.count, tally.count) })
            : n("{count} answer", "{count} answers", tally.count)}
        </span>
      </div>
      <h3 class="poll-question">
        <bdi>{poll.question}</bdi>
      </h3>
      <Results poll={poll} tally={tally} own={null} />
      <ActProblem problem={act.problem} />
      <div class="poll-foot">
        <span class="poll-note">
          {poll.is_shared ? t("Everyone sees the result") : t("Only the team sees the result")}
        </span>
        <button
          type="button"
          class="button button--outline"
          data-testid="poll-share"
          onClick={() => void act.run(() => activities.share(poll, !poll.is_shared))}
        >
          {poll.is_shared ? t("Stop sharing") : t("Share")}
        </button>
        {isOpen ? (
          <button
            type="button"
            class="button button--lit"
            data-testid="poll-close"
            onClick={() => void act.run(() => activities.closePoll(poll))}
          >
            {t("Close poll")}
          </button>
        ) : (
          <button
            type="button"
            class="button button--outline"
            data-testid="poll-reopen"
            onClick={() => void act.run(() => activities.openPoll(poll))}
          >
            {t("Reopen")}
          </button>
        )}
      </div>
    </article>
  );
}

function PollState({ poll }: { poll: Poll }) {
  void tick.value;
  const { store } = useRoom();
  if (poll.status !== "open") return <p class="poll-state">{t("Closed")}</p>;
  const openFor = Math.max(0, store.now() - (poll.opened_at ?? store.now()));
  return (
    <p class="poll-state is-open">
      <ThreeLamps /> {t("Open for {time}", { time: runningTime(openFor) })}
    </p>
  );
}

function noteFor(poll: Poll, hasAnswered: boolean, isUnsent: boolean): string {
  if (isUnsent) return t("Your answer is on its way.");
  if (poll.status === "closed")
    return poll.is_shared ? t("This poll is closed.") : t("This poll is closed. The host has the result.");
  return hasAnswered ? t("Your answer is in. You can change it while the poll is open.") : "";
}

function ThreeLamps() {
  return (
    <svg class="level" width="26" height="9" viewBox="0 0 26 9" aria-hidden="true">
      {[0, 1, 2].map((lamp) => (
        <path key={lamp} class="bulb is-lit" d={dome(4 + lamp * 8.6, 7, 3.5)} />
      ))}
    </svg>
  );
}
