/** In the order of the design's gels; styles in components.css. */
const GELS = ["straw", "steel", "moss", "lavender", "peacock", "clay"];

/** Initials of a person on a gel that is always the same for them. */
export function Disc({ id, name, isLarge = false }: { id: string; name: string; isLarge?: boolean }) {
  return (
    <span class={`disc disc--${gelOf(id)} ${isLarge ? "disc--large" : ""}`} aria-hidden="true">
      {initialsOf(name)}
    </span>
  );
}

export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const chosen = words.length > 1 ? [words[0], words.at(-1)] : words;
  return chosen.map((word) => Array.from(word ?? "")[0]?.toLocaleUpperCase() ?? "").join("");
}

function gelOf(id: string): string {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return GELS[sum % GELS.length] ?? "steel";
}
