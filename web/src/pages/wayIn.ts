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
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name: "seat", value: seat });
    form.append(input);
    form.submit();
  } else if (form.dataset.wayIn === "now") {
    form.submit();
  }
}
