// Questions before something is lost: a page of their own without scripts, a dialog with them. htmx loads the page's
// content into the dialog; here it is opened and closed.

export function watchAsks(page: Document): void {
  page.addEventListener("htmx:afterSwap", (event) => {
    if (event.target instanceof HTMLDialogElement && !event.target.open) event.target.showModal();
  });
  page.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const dialog = event.target.closest("dialog");
    if (!dialog) return;
    if (event.target === dialog || event.target.closest("[data-stay]")) {
      event.preventDefault();
      dialog.close();
    }
  });
  // A part that could not be loaded or saved: let the browser show the whole page with the reason.
  page.addEventListener("htmx:responseError", (event) => {
    const element = event.target;
    if (element instanceof HTMLAnchorElement) window.location.assign(element.href);
  });
}
