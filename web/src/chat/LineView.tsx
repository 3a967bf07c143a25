import type { ChatLine } from "../gen/room";
import { clockTime } from "../i18n/times";
import { t } from "../i18n/translate";
import { Disc } from "../parts/Disc";
import { roleWords } from "../people/PeopleList";
import { useRoom } from "../room/context";
import type { PendingLine } from "./Outbox";

/** One line of the log. Its text is shown as written; markup in it is text. */
export function LineView({ line }: { line: ChatLine }) {
  return (
    <li class="line" data-testid="chat-line" data-seq={line.seq} data-person={line.person_id}>
      <Disc id={line.person_id} name={line.name} />
      <div class="line-body">
        <p class="line-head">
          <span class="line-name">{line.name}</span>
          {line.role !== "attendee" && <span class="line-role">{roleWords(line.role)}</span>}
          <time class="line-time figures" dateTime={new Date(line.at).toISOString()}>
            {clockTime(line.at)}
          </time>
        </p>
        <p class="line-text" dir="auto">
          {line.text}
        </p>
      </div>
    </li>
  );
}

/** A line of one's own that is not in the log yet. */
export function PendingView({ line }: { line: PendingLine }) {
  const { outbox, store, isAway } = useRoom();
  const you = store.you.value;
  return (
    <li class={`line line--pending ${line.refused === null ? "" : "is-refused"}`} data-testid="chat-pending">
      <Disc id={you?.person_id ?? ""} name={you?.name ?? ""} />
      <div class="line-body">
        <p class="line-head">
          <span class="line-name">{you?.name}</span>
          <span class="line-time">{stateWords(line, isAway.value)}</span>
        </p>
        <p class="line-text" dir="auto">
          {line.text}
        </p>
        {line.refused !== null && (
          <p class="line-acts">
            <button
              type="button"
              class="button button--outline button--small"
              onClick={() => outbox.again(line.client_id)}
            >
              {t("Send again")}
            </button>
            <button
              type="button"
              class="button button--quiet button--small"
              onClick={() => outbox.discard(line.client_id)}
            >
              {t("Discard")}
            </button>
          </p>
        )}
      </div>
    </li>
  );
}

function stateWords(line: PendingLine, isAway: boolean): string {
  if (line.refused !== null) return t("Not sent: {reason}", { reason: line.refused });
  return isAway ? t("Waits for the connection") : t("Sending");
}
