// "Copy link": `data-copy` holds the text, `data-copied` what the button says afterwards. Without scripts a link stays a
// link, and a field beside the button holds the text.

const SAYS_FOR_MS = 2500;

export function watchCopies(page: Document): void {
  page.documentElement.classList.add("can-copy");
  page.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-copy]") : null;
    if (!button) return;
    event.preventDefault();
    void copy(button);
  });
}

async function copy(button: HTMLElement): Promise<void> {
  const text = button.dataset.copy ?? "";
  const label = button.querySelector<HTMLElement>("[data-copy-label]") ?? button;
  const before = label.dataset.before ?? label.textContent ?? "";
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Not a secure page, or not allowed: put the text where it can be copied by hand.
    select(button);
    return;
  }
  label.dataset.before = before;
  label.textContent = button.dataset.copied ?? before;
  announce(label.textContent);
  window.setTimeout(() => {
    label.textContent = before;
  }, SAYS_FOR_MS);
}

function select(button: HTMLElement): void {
  const field = button.parentElement?.querySelector<HTMLInputElement>("input[readonly]");
  if (field) {
    field.select();
    return;
  }
  window.prompt(button.dataset.prompt ?? "", button.dataset.copy);
}

function announce(text: string): void {
  const region = document.getElementById("says");
  if (region) region.textContent = text;
}
