import { clockTime } from "../i18n/times";
import { n, t } from "../i18n/translate";
import { Icon } from "../parts/Icon";
import { ShieldCheck } from "../parts/icons";
import { useRoom } from "../room/context";
import { review } from "./lineActs";

/** Messages that wait for a moderator, the oldest first. */
export function ReviewQueue() {
  const room = useRoom();
  const waiting = room.store.talk.value?.review ?? [];
  if (!room.can("moderate") || waiting.length === 0) return null;
  return (
    <details class="queue" open data-testid="review-queue">
      <summary>
        <Icon node={ShieldCheck} size={16} />{" "}
        {n("{count} message waits for you", "{count} messages wait for you", waiting.length)}
      </summary>
      <ul class="queue-lines">
        {waiting.map((line) => (
          <li key={line.id} data-testid="held-line">
            <p class="line-head">
              <span class="line-name">{line.name}</span>
              <time class="line-time figures">{clockTime(line.at)}</time>
            </p>
            <p class="line-text" dir="auto">
              {line.text}
            </p>
            <p class="line-acts">
              <button
                type="button"
                class="button button--lit button--small"
                data-testid="approve"
                onClick={() => void review(room, line, true)}
              >
                {t("Let it through")}
              </button>
              <button
                type="button"
                class="button button--quiet button--small"
                data-testid="reject"
                onClick={() => void review(room, line, false)}
              >
                {t("Turn it down")}
              </button>
            </p>
          </li>
        ))}
      </ul>
    </details>
  );
}
