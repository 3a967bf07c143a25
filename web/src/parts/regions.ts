/** F6 walks the named regions of the page (`data-region`), Shift+F6 walks back. */
export function followRegions(): void {
  addEventListener("keydown", (event) => {
    if (event.key !== "F6" || event.ctrlKey || event.altKey || event.metaKey) return;
    const regions = [...document.querySelectorAll<HTMLElement>("[data-region]")].filter(
      (one) => one.offsetParent !== null,
    );
    if (regions.length === 0) return;
    event.preventDefault();
    if (document.querySelector("dialog[open]") !== null) return;
    const here = regions.findIndex((region) => region.contains(document.activeElement));
    const next = here === -1 ? 0 : (here + (event.shiftKey ? -1 : 1) + regions.length) % regions.length;
    regions[next]?.focus();
  });
}
