import type { Role } from "../gen/room";
import type { RoomStore } from "../state/RoomStore";

const MOST = 200;

/** Names that can be called: the team, and who wrote lately. */
export function knownNames(store: RoomStore): string[] {
  const names = new Set<string>();
  for (const person of store.present.value.team) names.add(person.name);
  for (const speaker of store.snapshot.value?.event.speakers ?? []) names.add(speaker.name);
  for (const line of store.lines.value.slice(-MOST)) names.add(line.name);
  if (store.you.value !== null) names.add(store.you.value.name);
  return [...names];
}

/** Suggestions for a name that is being typed. */
export function namesLike(begun: string, names: readonly string[], most = 5): string[] {
  const wanted = folded(begun);
  return names.filter((name) => folded(name).includes(wanted)).slice(0, most);
}

const CLAIMS = /\b(host|moderator|organi[sz]er|admin|support|staff|team|hôte|modérateur|modératrice)\b/i;

/**
 * Whether a name of the audience could be taken for someone of the team: it is the same but for case, accents, spaces and
 * look-alikes, or it claims a role. Such lines say who wrote them.
 */
export function looksLikeTeam(name: string, role: Role, team: readonly string[]): boolean {
  if (role !== "attendee") return false;
  return CLAIMS.test(name) || team.some((one) => folded(one) === folded(name));
}

const LOOKALIKES: Record<string, string> = { а: "a", е: "e", о: "o", р: "p", с: "c", х: "x", у: "y", і: "i", ο: "o" };

function folded(name: string): string {
  const plain = name
    .normalize("NFKD")
    .replace(/[\p{M}\s\p{P}\p{Cf}]/gu, "")
    .toLowerCase();
  return [...plain]
    .map((letter) => LOOKALIKES[letter] ?? letter)
    .join("")
    .replace(/[l1|]/g, "i")
    .replace(/0/g, "o");
}
