import { t } from "../i18n/translate";
import { useRoom } from "../room/context";
import { editing, replyTo, target } from "./writing";

/** Whom the message box speaks to, where there is a choice. A reply and a change stay where their line is. */
export function TargetChoice() {
  const room = useRoom();
  const isTeam = room.store.isTeam.value;
  const rules = room.store.talk.value?.rules;
  const isLive = room.store.status.value === "live";
  if (!isLive || editing.value !== null || (!isTeam && rules?.direct_open !== true)) return null;
  const now = target.value;
  const chosen = now.to === "direct" && isTeam ? now.name || t("In private") : null;
  const choose = (value: string): void => {
    replyTo.value = null;
    if (value === "everyone" || value === "team") target.value = { to: value };
    else if (!isTeam) target.value = { to: "direct", thread: null, name: "" };
  };
  return (
    <select
      class="composer-target"
      aria-label={t("Who reads this")}
      value={chosen === null ? now.to : "chosen"}
      data-testid="chat-target"
      onChange={(event) => choose(event.currentTarget.value)}
    >
      <option value="everyone">{t("Everyone")}</option>
      {isTeam && <option value="team">{t("Team only")}</option>}
      {!isTeam && <option value="direct">{t("The team")}</option>}
      {chosen !== null && <option value="chosen">{chosen}</option>}
    </select>
  );
}

/** Before the start nobody but the team reads the chat. */
export function targetWords(isTeam: boolean, isLive: boolean): string {
  const now = target.value;
  if (isTeam && !isLive) return t("Message the team");
  if (now.to !== "direct") return now.to === "team" ? t("Message the team") : t("Message everyone");
  return isTeam && now.name !== "" ? t("Message {name} in private", { name: now.name }) : t("Message the team");
}
