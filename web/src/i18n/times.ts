import { language, n, t } from "./translate";

const MINUTE_S = 60;
const HOUR_S = 3_600;
const DAY_S = 86_400;

/** `06:24`, `1:06:24` from an hour on, `2 days` from two days on. */
export function countdown(leftMs: number): string {
  const left = Math.max(0, Math.ceil(leftMs / 1000));
  if (left >= 2 * DAY_S) return n("{count} day", "{count} days", Math.floor(left / DAY_S));
  return runningTime(left * 1000);
}

/** Time since the start, as on a clock. */
export function runningTime(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1000));
  const [hours, minutes, seconds] = [Math.floor(total / HOUR_S), Math.floor(total / MINUTE_S) % 60, total % 60];
  const two = (value: number): string => String(value).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${two(minutes)}:${two(seconds)}`;
}

/** How long somebody waits: `Waiting 40 s`, `Waiting 2 min`. */
export function waitedWords(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < MINUTE_S) return t("Waiting {seconds} s", { seconds });
  return t("Waiting {minutes} min", { minutes: Math.floor(seconds / MINUTE_S) });
}

/** Hour and minute where the reader is. */
export function clockTime(at: number): string {
  return new Intl.DateTimeFormat(language(), { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);
}

export function clockTimeIn(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat(language(), { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone }).format(
    at,
  );
}

export function dayIn(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat(language(), { weekday: "long", day: "numeric", month: "long", timeZone }).format(at);
}

/** `Amsterdam` of `Europe/Amsterdam`. */
export function cityOf(timeZone: string): string {
  return timeZone.split("/").at(-1)?.replaceAll("_", " ") ?? timeZone;
}

/** `18:00, Amsterdam time`. */
export function timeWithZone(at: number, timeZone: string): string {
  const time = clockTimeIn(at, timeZone);
  if (timeZone === "UTC" || timeZone.startsWith("Etc/")) return t("{time} UTC", { time });
  return t("{time}, {city} time", { time, city: cityOf(timeZone) });
}

/** The reader's own time when the session's zone shows another one. */
export function ownTimeIfOther(at: number, timeZone: string): string | null {
  const own = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return clockTimeIn(at, own) === clockTimeIn(at, timeZone) ? null : clockTimeIn(at, own);
}
