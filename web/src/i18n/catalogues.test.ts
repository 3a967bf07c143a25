import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import fr from "./fr.json";
import { type Catalogue, n, t, useLanguage } from "./translate";

const SOURCE = fileURLToPath(new URL("..", import.meta.url));
const WORDS = String.raw`"((?:[^"\\]|\\.)*)"`;

/** Every text that the source gives to `t` and `n`. */
function textsInSource(): Set<string> {
  const texts = new Set<string>();
  for (const file of readdirSync(SOURCE, { recursive: true, encoding: "utf8" })) {
    if (!/\.tsx?$/.test(file) || file.includes(".test.")) continue;
    const source = readFileSync(`${SOURCE}/${file}`, "utf8");
    for (const [, text = ""] of source.matchAll(new RegExp(String.raw`\bt\(\s*${WORDS}`, "g"))) texts.add(text);
    for (const [, one, many] of source.matchAll(new RegExp(String.raw`\bn\(\s*${WORDS},\s*${WORDS}`, "g"))) {
      texts.add(`${one}|${many}`);
    }
  }
  return texts;
}

function holes(words: string): string[] {
  return [...new Set(words.match(/\{\w+\}/g) ?? [])].sort();
}

describe.each([["fr", fr as Catalogue]])("%s", (_tag, catalogue) => {
  test("has every text of the source and no other", () => {
    expect(Object.keys(catalogue).sort()).toEqual([...textsInSource()].sort());
  });

  test("has no holes that the source does not fill", () => {
    for (const [key, words] of Object.entries(catalogue)) {
      const unknown = [words]
        .flat()
        .flatMap(holes)
        .filter((hole) => !key.includes(hole));
      expect([key, unknown]).toEqual([key, []]);
    }
  });

  test("plain texts fill every hole", () => {
    for (const [key, words] of Object.entries(catalogue)) {
      if (typeof words === "string") expect([key, holes(words)]).toEqual([key, holes(key)]);
    }
  });
});

test("plural forms follow the language", async () => {
  await useLanguage("fr");
  expect(n("{count} new message", "{count} new messages", 0)).toBe("0 nouveau message");
  expect(n("{count} new message", "{count} new messages", 2)).toBe("2 nouveaux messages");

  await useLanguage("en");
  expect(n("{count} new message", "{count} new messages", 0)).toBe("0 new messages");
  expect(n("{count} new message", "{count} new messages", 1)).toBe("1 new message");
});

test("a language without a catalogue speaks English", async () => {
  await useLanguage("xx");

  expect(t("Try {number}, now.", { number: 2 })).toBe("Try 2, now.");
});
