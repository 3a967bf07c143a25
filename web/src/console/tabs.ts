// Tabs that do not all fit are scrolled sideways: the one that is open must not begin out of sight.

export function showOpenTabs(page: Document): void {
  for (const tab of page.querySelectorAll<HTMLElement>(".tabs > [aria-current]")) {
    const tabs = tab.parentElement;
    if (tabs !== null) tabs.scrollLeft = tab.offsetLeft - tabs.offsetLeft - (tabs.clientWidth - tab.offsetWidth) / 2;
  }
}
