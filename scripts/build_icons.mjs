// Writes the icons that server-rendered pages use, from the npm package lucide (ISC licence, see the package), into
// src/footlights/edges/look/icons.json:  node scripts/build_icons.mjs  after naming a new icon in a template.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const root = new URL("..", import.meta.url).pathname;
const lucide = createRequire(join(root, "web/package.json"))("lucide");
const files = readdirSync(join(root, "src/footlights"), { recursive: true })
  .filter((name) => name.endsWith(".html") || name.endsWith(".py"))
  .map((name) => readFileSync(join(root, "src/footlights", name), "utf8"));
const known = new Map(
  Object.entries(lucide)
    .filter(([, body]) => Array.isArray(body))
    .map(([name, body]) => [
      name
        .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
        .replace(/([a-zA-Z])([0-9])/g, "$1-$2")
        .toLowerCase(),
      body,
    ]),
);
const aliases = { "circle-help": "circle-question-mark" };
const words = new Set(files.flatMap((text) => [...text.matchAll(/["']([a-z0-9]+(?:-[a-z0-9]+)*)["']/g)].map((m) => m[1])));
const icons = {};
for (const word of [...words].sort()) {
  const body = known.get(word) ?? known.get(aliases[word]);
  if (body === undefined) continue;
  icons[word] = body
    .map(([tag, attributes]) => {
      const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${value}"`);
      return `<${tag}${written.join("")}/>`;
    })
    .join("");
}
writeFileSync(join(root, "src/footlights/edges/look/icons.json"), `${JSON.stringify(icons, null, 1)}\n`);
console.log(`${Object.keys(icons).length} icons`);
