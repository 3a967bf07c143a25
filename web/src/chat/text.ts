/** A run of a message: plain, an address to open, or a name that was called. */
export type Run = { kind: "text" | "link" | "mention"; text: string };

const ADDRESS = /\bhttps?:\/\/[^\s<>"'`\u{200e}\u{200f}]+/giu;
/** Punctuation that ends a sentence, not an address. */
const TRAILING = /[.,;:!?…»”’)\]}]+$/u;

/** Cuts a message into runs. Only http and https become links, and a link shows its whole address. */
export function runsOf(text: string, names: readonly string[] = []): Run[] {
  const runs: Run[] = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = trimAddress(match[0]);
    if (!isAddress(address)) continue;
    runs.push(...mentionsIn(text.slice(from, match.index), names), { kind: "link", text: address });
    from = match.index + address.length;
  }
  return [...runs, ...mentionsIn(text.slice(from), names)];
}

/** Whether someone is called in a message. */
export function mentions(text: string, name: string): boolean {
  return runsOf(text, [name]).some((run) => run.kind === "mention");
}

/** The name being typed after an @ at the end of what stands before the caret; null without one. */
export function nameBegun(before: string): string | null {
  return /(?:^|\s)@([^\s@][^@\n]{0,40})?$/u.exec(before)?.slice(1)[0] ?? null;
}

function trimAddress(address: string): string {
  const bare = address.replace(TRAILING, "");
  // A closing bracket belongs to the address if it was opened in it.
  return address.startsWith(`${bare})`) && bare.includes("(") ? `${bare})` : bare;
}

function isAddress(text: string): boolean {
  try {
    const { protocol, hostname, username } = new URL(text);
    return /^https?:$/.test(protocol) && hostname !== "" && username === "";
  } catch {
    return false;
  }
}

function mentionsIn(text: string, names: readonly string[]): Run[] {
  if (text === "") return [];
  const longest = [...names].filter((name) => name !== "").sort((a, b) => b.length - a.length);
  if (longest.length === 0 || !text.includes("@")) return [{ kind: "text", text }];
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])@(?:${longest.map(escaped).join("|")})(?![\\p{L}\\p{N}])`, "giu");
  const runs: Run[] = [];
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > from) runs.push({ kind: "text", text: text.slice(from, match.index) });
    runs.push({ kind: "mention", text: match[0] });
    from = match.index + match[0].length;
  }
  if (from < text.length) runs.push({ kind: "text", text: text.slice(from) });
  return runs;
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
