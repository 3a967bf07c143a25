import { useRef } from "preact/hooks";
import type { ChatLine } from "../gen/room";
import { clockTime } from "../i18n/times";
import { t } from "../i18n/translate";
import { Disc } from "../parts/Disc";
import { Icon } from "../parts/Icon";
import { Ellipsis } from "../parts/icons";
import { Menu } from "../parts/Menu";
import { roleWords } from "../people/PeopleList";
import { useRoom } from "../room/context";
import { lineActs } from "./lineActs";
import { looksLikeTeam } from "./names";
import type { Outbox, PendingLine } from "./Outbox";
import { Words } from "./Words";

/** One line of the log. Its text is shown as written; markup in it is text. */
export function LineView({ line, isWaiting = false }: { line: ChatLine; isWaiting?: boolean }) {
  const room = useRoom();
  const acts = line.deleted || isWaiting ? [] : lineActs(room, line);
  const looks = [
    line.to === "everyone" ? "" : "is-private",
    line.deleted ? "is-deleted" : "",
    isWaiting ? "is-held" : "",
  ];
  return (
    <li class={`line ${looks.join(" ")}`} data-testid="chat-line" data-seq={line.seq} data-person={line.person_id}>
      <Disc id={line.person_id} name={line.name} />
      <div class="line-body">
        <p class="line-head">
          <span class="line-name">{line.name}</span>
          <RoleChip line={line} />
          <time class="line-time figures" dateTime={new Date(line.at).toISOString()}>
            {clockTime(line.at)}
          </time>
          {line.edited_at !== null && !line.deleted && <span class="line-time">{t("edited")}</span>}
        </p>
        {isWaiting && <p class="line-private">{t("Waits for a moderator")}</p>}
        {line.to !== "everyone" && <p class="line-private">{channelWords(line, room.store.isTeam.value)}</p>}
        {line.reply !== null && <Quote line={line} />}
        {line.deleted ? (
          <p class="line-gone">{t("This message was deleted.")}</p>
        ) : (
          <p class="line-text" dir="auto">
            <Words text={line.text} />
          </p>
        )}
      </div>
      {acts.length > 0 && (
        <Menu
          label={t("Message of {name}: what to do", { name: line.name })}
          items={acts}
          className="menu-button line-menu"
          testid="line-menu"
        >
          <Icon node={Ellipsis} size={16} />
        </Menu>
      )}
    </li>
  );
}

/** Who of the team wrote; and where a name could be mistaken for theirs, that it was not. */
function RoleChip({ line }: { line: ChatLine }) {
  const { store } = useRoom();
  if (line.role !== "attendee") return <span class="line-role">{roleWords(line.role)}</span>;
  const team = [...store.present.value.team, ...(store.snapshot.value?.event.speakers ?? [])].map((one) => one.name);
  if (!looksLikeTeam(line.name, line.role, team)) return null;
  return <span class="line-role is-plain">{t("Attendee")}</span>;
}

function channelWords(line: ChatLine, isTeam: boolean): string {
  if (line.to === "team") return t("Team only");
  if (line.role === "attendee") return t("To the team, in private");
  return isTeam ? t("In private, to an attendee") : t("To you, in private");
}

/** The line that is answered, if it is at hand; pressing it goes there. */
function Quote({ line }: { line: ChatLine }) {
  const { store } = useRoom();
  const box = useRef<HTMLButtonElement>(null);
  const answered = store.shown.value.find((one) => one.id === line.reply?.id);
  const words = answered === undefined ? "" : answered.deleted ? t("This message was deleted.") : answered.text;
  const go = (): void => {
    const log = box.current?.closest(".log");
    log?.querySelector(`[data-seq="${answered?.seq}"]`)?.scrollIntoView({ block: "center" });
  };
  return (
    <button ref={box} type="button" class="line-quote" disabled={answered === undefined} onClick={go}>
      {t("{name}: {text}", { name: line.reply?.name ?? "", text: words })}
    </button>
  );
}

/** A line of one's own that is not in the log yet. */
export function PendingView({ line, outbox: box }: { line: PendingLine; outbox?: Outbox }) {
  const { outbox: chatBox, store, isAway } = useRoom();
  const outbox = box ?? chatBox;
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

export function stateWords(line: PendingLine, isAway: boolean): string {
  if (line.refused !== null) return t("Not sent: {reason}", { reason: line.refused });
  return isAway ? t("Waits for the connection") : (line.delay ?? t("Sending"));
}
