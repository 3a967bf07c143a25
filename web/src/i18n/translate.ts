/**
 * Words of the room app. English stands in the source; a catalogue per language holds the rest, `key: words`, and
 * `singular|plural key: [words per plural category of the language]`.
 */
export type Catalogue = Record<string, string | string[]>;
type Params = Record<string, string | number>;

const CATALOGUES: Record<string, () => Promise<{ default: Catalogue }>> = {
  fr: () => import("./fr.json"),
};

const RIGHT_TO_LEFT = new Set(["ar", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"]);

let catalogue: Catalogue = {};
let current = "en";
let plurals = new Intl.PluralRules("en");

export async function useLanguage(tag: string): Promise<void> {
  const base = tag.toLowerCase().split("-")[0] ?? "en";
  const load = CATALOGUES[base];
  catalogue = load === undefined ? {} : (await load()).default;
  current = load === undefined && base !== "en" ? "en" : tag;
  plurals = new Intl.PluralRules(current);
}

/** Which way the language in use is written. */
export function direction(): "ltr" | "rtl" {
  return RIGHT_TO_LEFT.has(current.toLowerCase().split("-")[0] ?? "en") ? "rtl" : "ltr";
}

/** Tag for `Intl`, so that numbers and times match the words. */
export function language(): string {
  return current;
}

export function t(source: string, params: Params = {}): string {
  const words = catalogue[source];
  return fill(typeof words === "string" ? words : source, params);
}

/** `count` is put in for `{count}`. */
export function n(singular: string, plural: string, count: number, params: Params = {}): string {
  const all = { ...params, count: new Intl.NumberFormat(current).format(count) };
  const words = catalogue[`${singular}|${plural}`];
  if (Array.isArray(words)) return fill(words[categoryIndex(count)] ?? words.at(-1) ?? plural, all);
  return fill(plurals.select(count) === "one" ? singular : plural, all);
}

/** Catalogues list plural forms in the order of CLDR's names. */
function categoryIndex(count: number): number {
  const order = ["zero", "one", "two", "few", "many", "other"];
  const used = plurals.resolvedOptions().pluralCategories.sort((a, b) => order.indexOf(a) - order.indexOf(b));
  return used.indexOf(plurals.select(count));
}

function fill(words: string, params: Params): string {
  return words.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
}
