import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { DoorCard } from "../door/DoorCard";
import type { PersonHere } from "../gen/room";
import { t } from "../i18n/translate";
import { Disc } from "../parts/Disc";
import { useRoving } from "../parts/roving";
import { useRoom } from "../room/context";
import { gradeWords } from "../room/Header";
import { groupPeople } from "./groups";
import { HandsQueue } from "./HandsQueue";
import { PersonMenu } from "./PersonMenu";
import { roleWords } from "./roleWords";

export { roleWords };

const REFRESH_MS = 4_000;

/** Who is in the room, for the team: those on stage, the rest of the team, the audience. */
export function PeopleList() {
  const room = useRoom();
  const people = useSignal<PersonHere[] | null>(null);
  const search = useSignal("");
  const { count, team } = room.store.present.value;
  const roles = team.map(({ person_id, role }) => `${person_id} ${role}`).join();
  const list = useRoving<HTMLDivElement>(".people-one");
  const load = (): void => {
    room.listPeople().then(
      (list) => {
        people.value = list;
      },
      () => undefined, // What is shown stays; the next refresh tries again.
    );
  };
  useEffect(load, [count, roles]);
  useEffect(() => {
    const timer = setInterval(load, REFRESH_MS);
    return () => clearInterval(timer);
  }, []);
  const onStage = new Set(room.tiles.value.map((tile) => tile.person_id));
  const groups = groupPeople(people.value ?? [], onStage, search.value);
  return (
    <div class="people" data-testid="people" ref={list}>
      <input
        type="search"
        class="input people-search"
        aria-label={t("Find a person")}
        placeholder={t("Find one of {count} people", { count })}
        value={search.value}
        onInput={(event) => {
          search.value = event.currentTarget.value;
        }}
      />
      {room.can("stage") && <HandsQueue />}
      <Group title={t("On stage")} people={groups.stage} />
      <Group title={t("Team")} people={groups.team} />
      <Group title={t("Audience")} people={groups.audience} />
      {people.value !== null && groups.total === 0 && (
        <p class="people-none">
          {search.value === ""
            ? t("Nobody is here yet.")
            : t("Nobody here is called “{name}”.", { name: search.value })}
        </p>
      )}
      {room.can("stage") && <DoorCard />}
    </div>
  );
}

function Group({ title, people }: { title: string; people: PersonHere[] }) {
  const { store } = useRoom();
  if (people.length === 0) return null;
  const own = store.you.value?.person_id;
  return (
    <section class="people-group" aria-label={title}>
      <h3 class="people-title">
        {title} <span class="figures">{people.length}</span>
      </h3>
      <ul class="people-list">
        {people.map((person) => (
          <li key={person.person_id} class="people-one" data-testid="person" data-person={person.person_id}>
            <Disc id={person.person_id} name={person.name} />
            <span class="people-who">
              <span class="people-name" title={person.name}>
                {person.name}
              </span>
              <span class="people-role">
                {roleWords(person.role)}
                {person.person_id === own && `, ${t("you")}`}
                <GradeOf id={person.person_id} />
              </span>
            </span>
            <PersonMenu person={person} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Only what is worth a word: most people are connected well. */
function GradeOf({ id }: { id: string }) {
  const grade = useRoom().store.grades.value.get(id) ?? "good";
  if (grade === "good") return null;
  return (
    <span class={`people-grade is-${grade}`} data-testid="grade">
      {" "}
      · {gradeWords(grade)}
    </span>
  );
}
