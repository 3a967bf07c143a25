// A button that was pressed says so, keeps its width, and does not send its form twice.

export function watchBusy(page: Document): void {
  page.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || event.defaultPrevented) return;
    if (form.dataset.sent === "yes") {
      event.preventDefault();
      return;
    }
    mark(form, event.submitter);
  });
  page.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target instanceof HTMLFormElement) mark(event.target, event.target.querySelector("[type=submit]"));
  });
  page.addEventListener("htmx:afterRequest", (event) => {
    if (event.target instanceof HTMLFormElement) unmark(event.target);
  });
  // Back from another page: the browser may show this one as it was left.
  window.addEventListener("pageshow", () => {
    for (const form of page.forms) unmark(form);
  });
}

function mark(form: HTMLFormElement, button: Element | null): void {
  if (form.method !== "post") return;
  form.dataset.sent = "yes";
  button?.setAttribute("aria-busy", "true");
}

function unmark(form: HTMLFormElement): void {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
}
