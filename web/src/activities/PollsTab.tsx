import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Poll } from "../gen/room";
import { n, t } from "../i18n/translate";
import { Icon } from "../parts/Icon";
import { Pencil, Plus, Trash } from "../parts/icons";
import { useRoom } from "../room/context";
import { PollCard, TeamPollCard } from "./PollCard";
import { PollForm } from "./PollForm";
import { ActProblem } from "./Problem";
import { useAct } from "./useAct";

/** The tab "Polls": to answer for everyone, to run for the team. */
export function PollsTab() {
  const room = useRoom();
  const { activities } = room;
  const polls = activities.polls.value;
  const latest = polls.filter((poll) => poll.status !== "prepared").sort((a, b) => order(b) - order(a));
  useEffect(() => {
    for (const poll of activities.openPolls.value) activities.notice(poll.id);
  }, [activities.openPolls.value]);
  if (room.can("activities")) return <TeamPolls polls={polls} latest={latest} />;
  return (
    <div class="activities" data-testid="polls">
      {latest.length === 0 && <p class="activities-none">{t("No poll yet. It opens here.")}</p>}
      {latest.map((poll) => (
        <PollCard key={`${poll.id} ${poll.opened_at}`} poll={poll} />
      ))}
    </div>
  );
}

function TeamPolls({ polls, latest }: { polls: Poll[]; latest: Poll[] }) {
  const isWriting = useSignal(false);
  const prepared = polls.filter((poll) => poll.status === "prepared");
  const open = latest.filter((poll) => poll.status === "open");
  const closed = latest.filter((poll) => poll.status === "closed");
  return (
    <div class="activities" data-testid="polls">
      {open.map((poll) => (
        <TeamPollCard key={poll.id} poll={poll} />
      ))}
      {prepared.length > 0 && <h3 class="activities-title">{t("Prepared")}</h3>}
      {prepared.map((poll) => (
        <PreparedPoll key={poll.id} poll={poll} />
      ))}
      {closed.length > 0 && <h3 class="activities-title">{t("Closed")}</h3>}
      {closed.map((poll) => (
        <TeamPollCard key={poll.id} poll={poll} />
      ))}
      {polls.length === 0 && !isWriting.value && (
        <p class="activities-none">{t("No poll yet. Open one now, or keep it for later.")}</p>
      )}
      {isWriting.value ? (
        <PollForm onClose={() => (isWriting.value = false)} />
      ) : (
        <button
          type="button"
          class="button button--outline activities-new"
          data-testid="poll-new"
          onClick={() => (isWriting.value = true)}
        >
          <Icon node={Plus} size={16} /> {t("New poll")}
        </button>
      )}
    </div>
  );
}

function PreparedPoll({ poll }: { poll: Poll }) {
  const { activities, store } = useRoom();
  const act = useAct();
  const isWriting = useSignal(false);
  const pencil = useRef<HTMLButtonElement>(null);
  const close = (): void => {
    isWriting.value = false;
    requestAnimationFrame(() => pencil.current?.focus());
  };
  if (isWriting.value) return <PollForm poll={poll} onClose={close} />;
  return (
    <article class="prepared" data-testid="poll-prepared">
      <div class="prepared-words">
        <h4 class="prepared-title">
          <bdi>{poll.question}</bdi>
        </h4>
        <p class="prepared-more">{kindWords(poll)}</p>
        <ActProblem problem={act.problem} />
      </div>
      <button
        type="button"
        ref={pencil}
        class="icon-button"
        aria-label={t("Change “{name}”", { name: poll.question })}
        data-testid="poll-change"
        onClick={() => (isWriting.value = true)}
      >
        <Icon node={Pencil} size={16} />
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label={t("Remove “{name}”", { name: poll.question })}
        onClick={() => void act.run(() => activities.removePoll(poll))}
      >
        <Icon node={Trash} size={16} />
      </button>
      {store.status.value === "live" && (
        <button
          type="button"
          class="button button--outline"
          data-testid="poll-open"
          onClick={() => void act.run(() => activities.openPoll(poll))}
        >
          {t("Open")}
        </button>
      )}
    </article>
  );
}

export function kindWords(poll: Poll): string {
  const choices = n("{count} choice", "{count} choices", poll.options.length);
  switch (poll.kind) {
    case "single":
      return t("One answer, {choices}", { choices });
    case "multiple":
      return t("Several answers, {choices}", { choices });
    case "rating":
      return t("Rating from 1 to 5");
    case "text":
      return t("Written answer");
    default:
      return poll.kind satisfies never;
  }
}

function order(poll: Poll): number {
  return poll.opened_at ?? poll.at;
}
