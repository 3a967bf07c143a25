/** Adds the visitor's own time below every time that is printed in another zone. */
export function tellOwnTimes(root: ParentNode, zone = Intl.DateTimeFormat().resolvedOptions().timeZone): void {
  for (const time of root.querySelectorAll<HTMLTimeElement>("time[data-local]")) {
    const start = new Date(time.dateTime);
    const end = new Date(start.getTime() + Number(time.dataset.minutes ?? "0") * 60_000);
    const format = new Intl.DateTimeFormat(document.documentElement.lang, {
      weekday: "long",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
      timeZone: zone,
      timeZoneName: "short",
    });
    const own = document.createElement("span");
    own.className = "help";
    own.textContent = `${time.dataset.yours ?? ""}${format.formatRange(start, end)}`;
    time.after(own);
  }
}
