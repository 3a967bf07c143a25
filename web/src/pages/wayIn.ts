interface Kept {
  seat?: unknown;
}

/**
 * The form before the room: a page that was loaded again gives back the seat it had (`room/address`), and a form that
 * has everything already is sent at once.
 */
export function goIn(form: HTMLFormElement | null): void {
  if (form === null) return;
  const seat = (history.state as Kept | null)?.seat;
  if (typeof seat === "string" && seat !== "") {
    history.replaceState(null, "");
    addHidden(form, "seat", seat);
    form.submit();
    return;
  }
  if (form.querySelector("[name=passcode]") !== null) addHidden(form, "browser", ownSecret());
  if (form.dataset.wayIn === "now") {
    form.submit();
  }
}

function addHidden(form: HTMLFormElement, name: string, value: string): void {
  const input = document.createElement("input");
  Object.assign(input, { type: "hidden", name, value });
  form.append(input);
}

/** By which an entry code knows this browser again; of this page alone where nothing can be kept. */
function ownSecret(): string {
  const name = "footlights.browser";
  const fresh = [...crypto.getRandomValues(new Uint8Array(24))].map((byte) => byte.toString(36)).join("");
  try {
    const kept = localStorage.getItem(name) ?? fresh;
    localStorage.setItem(name, kept);
    return kept;
  } catch {
    return fresh;
  }
}
