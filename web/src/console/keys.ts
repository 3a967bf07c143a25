// Arrow keys inside rows of tabs, and the focus on what is to be mended.

export function watchKeys(page: Document): void {
  page.addEventListener("keydown", (event) => {
    const tabs = event.target instanceof Element ? event.target.closest("[data-arrows]") : null;
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!tabs || !step) return;
    const links = [...tabs.querySelectorAll<HTMLElement>("a, button")];
    const direction = getComputedStyle(tabs).direction === "rtl" ? -step : step;
    const now = links.indexOf(page.activeElement as HTMLElement);
    const next = links[(now + direction + links.length) % links.length];
    if (now < 0 || !next) return;
    event.preventDefault();
    next.focus();
  });
  focusProblems(page);
  page.addEventListener("htmx:afterSettle", (event) => {
    if (event.target instanceof Element) focusProblems(event.target);
  });
}

function focusProblems(within: ParentNode): void {
  within.querySelector<HTMLElement>("[data-problems]")?.focus();
}
