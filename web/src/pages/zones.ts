/** Adds the visitor's own time below every time that is printed in a zone whose clocks show another one. */
export function tellOwnTimes(root: ParentNode, zone = Intl.DateTimeFormat().resolvedOptions().timeZone): void {
  for (const time of root.querySelectorAll<HTMLTimeElement>("time[data-zone]")) {
    const start = new Date(time.dateTime);
    const end = new Date(start.getTime() + Number(time.dataset.minutes ?? "0") * 60_000);
    const words = ownTime(start, end, time.dataset.zone ?? zone, zone, document.documentElement.lang);
    if (words === null) continue;
    const own = document.createElement("span");
    own.className = "help";
    own.textContent = `${time.dataset.yours ?? ""}${words}`;
    time.after(own);
  }
}

/** "Thursday, 12:00 – 13:00 EST"; null when clocks in `own` show what the page says in `told` already. */
export function ownTime(start: Date, end: Date, told: string, own: string, language: string): string | null {
  const clocks = (timeZone: string) => format(language, { timeZone }).formatRange(start, end);
  if (clocks(told) === clocks(own)) return null;
  return format(language, { timeZone: own, timeZoneName: "short" }).formatRange(start, end);
}

function format(language: string, zone: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(language, {
    weekday: "long",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    ...zone,
  });
}
