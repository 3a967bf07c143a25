import type { PersonHere } from "../gen/room";

export interface Groups {
  stage: PersonHere[];
  team: PersonHere[];
  audience: PersonHere[];
  total: number;
}

/** People whose name holds `search`, each in one group, by name. */
export function groupPeople(people: PersonHere[], onStage: ReadonlySet<string>, search: string): Groups {
  const wanted = search.trim().toLocaleLowerCase();
  const found = people
    .filter(({ name }) => name.toLocaleLowerCase().includes(wanted))
    .sort((a, b) => a.name.localeCompare(b.name));
  const stage = found.filter(({ person_id }) => onStage.has(person_id));
  const others = found.filter(({ person_id }) => !onStage.has(person_id));
  return {
    stage,
    team: others.filter(({ role }) => role !== "attendee"),
    audience: others.filter(({ role }) => role === "attendee"),
    total: found.length,
  };
}
