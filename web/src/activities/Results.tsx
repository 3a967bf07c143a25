import type { OwnVote, Poll, Tally } from "../gen/room";
import { n, t } from "../i18n/translate";
import { averageRating, shares } from "./counting";

/** The votes as bars with figures, or the newest written answers. */
export function Results({ poll, tally, own }: { poll: Poll; tally: Tally; own: OwnVote | null }) {
  if (poll.kind === "text") return <Answers answers={tally.answers} count={tally.count} />;
  const chosen = new Set(own?.option_ids);
  return (
    <>
      <ul class="poll-bars" aria-label={t("Results")}>
        {shares(poll, tally).map(({ option, percent, votes }) => (
          <li key={option.id} class={`poll-bar ${chosen.has(option.id) ? "is-own" : ""}`} data-testid="poll-bar">
            <span class="poll-bar-fill" style={{ inlineSize: `${percent}%` }} />
            <span class="poll-bar-text">
              {option.text}
              {chosen.has(option.id) && <span class="poll-own"> {t("your answer")}</span>}
            </span>
            <span class="poll-bar-figure figures" title={n("{count} vote", "{count} votes", votes)}>
              {t("{percent} %", { percent })}
            </span>
          </li>
        ))}
      </ul>
      {poll.kind === "rating" && tally.count > 0 && (
        <p class="poll-average">{t("{average} of 5 on average", { average: averageRating(poll, tally) })}</p>
      )}
    </>
  );
}

function Answers({ answers, count }: { answers: string[]; count: number }) {
  if (answers.length === 0) return <p class="poll-none">{t("No answers yet.")}</p>;
  const keyed = answers.map((answer, index) => ({ answer, key: `${count - index}` }));
  return (
    <ul class="poll-answers" aria-label={t("Answers")}>
      {keyed.map(({ answer, key }) => (
        <li key={key} class="poll-answer" data-testid="poll-answer">
          <bdi>{answer}</bdi>
        </li>
      ))}
      {count > answers.length && (
        <li class="poll-more">{n("and {count} earlier one", "and {count} earlier ones", count - answers.length)}</li>
      )}
    </ul>
  );
}
