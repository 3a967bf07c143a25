import type { Role } from "../gen/room";
import { t } from "../i18n/translate";

export function roleWords(role: Role): string {
  return { host: t("Host"), moderator: t("Moderator"), speaker: t("Speaker"), attendee: t("Attendee") }[role];
}
