// Menus are <details>; a script closes them on Escape, on a click elsewhere and when the focus leaves.

export function watchMenus(page: Document): void {
  page.addEventListener("click", (event) => {
    for (const menu of openMenus(page)) {
      if (!(event.target instanceof Node && menu.contains(event.target))) menu.open = false;
    }
  });
  page.addEventListener("focusin", (event) => {
    for (const menu of openMenus(page)) {
      if (!(event.target instanceof Node && menu.contains(event.target))) menu.open = false;
    }
  });
  page.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of openMenus(page)) {
      menu.open = false;
      menu.querySelector("summary")?.focus();
    }
  });
}

function openMenus(page: Document): HTMLDetailsElement[] {
  return [...page.querySelectorAll<HTMLDetailsElement>("details[data-menu][open]")];
}
