/** Adds to the registration form what only a script knows: the screen, and the zone when none was chosen. */
export function tellFacts(form: HTMLFormElement | null, zone = Intl.DateTimeFormat().resolvedOptions().timeZone): void {
  if (form === null) return;
  addHidden(form, "screen", `${window.screen.width}x${window.screen.height}`);
  if (zone !== "" && form.querySelector('input[name="tz"]') === null) addHidden(form, "tz", zone);
}

function addHidden(form: HTMLFormElement, name: string, value: string): void {
  const input = document.createElement("input");
  input.type = "hidden";
  input.name = name;
  input.value = value;
  form.append(input);
}
