import { useEffect } from "preact/hooks";
import { t } from "../i18n/translate";
import { Icon } from "../parts/Icon";
import { CircleAlert, X } from "../parts/icons";
import { useRoom } from "../room/context";
import type { Told } from "../room/Room";

const READ_IN_MS = 8_000;

/** What was done to this person's place or devices, in words, until it was read. */
export function ToldNotice() {
  const room = useRoom();
  const told = room.told.value;
  useEffect(() => {
    if (told === null) return;
    const timer = setTimeout(close, READ_IN_MS);
    return () => clearTimeout(timer);
  }, [told]);
  if (told === null) return null;
  function close(): void {
    room.told.value = null;
  }
  return (
    <div class="notice notice--warning" role="status" data-testid="told">
      <Icon node={CircleAlert} />
      <p>{wordsOf(told)}</p>
      <button type="button" class="notice-close" aria-label={t("Close")} onClick={close}>
        <Icon node={X} size={16} />
      </button>
    </div>
  );
}

function wordsOf({ what, by }: Told): string {
  switch (what) {
    case "audio":
      return t("{name} muted your microphone. You can unmute yourself.", { name: by });
    case "video":
      return t("{name} stopped your video. You can start it again.", { name: by });
    case "screen":
      return t("{name} ended your screen share.", { name: by });
    case "off":
      return t("You are off the stage. Nobody sees or hears you now.");
    case "promoted":
    case "demoted":
      return t("A host changed your role: you are {role} now.", { role: roleNow(by) });
    case "refused":
      return by === "" ? t("That did not get through. Try again.") : by;
    default:
      return what satisfies never;
  }
}

function roleNow(role: string): string {
  const words: Record<string, string> = {
    host: t("a host"),
    moderator: t("a moderator"),
    speaker: t("a speaker"),
    attendee: t("an attendee"),
  };
  return words[role] ?? role;
}
