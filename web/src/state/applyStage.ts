import type { Entry, StageState } from "../gen/room";

/** The stage and the door after an entry, the twin of `stage_reducer.py`; entries about other things change nothing. */
export function applyToStage(stage: StageState, entry: Entry): StageState {
  switch (entry.kind) {
    case "hand.raised":
      return { ...stage, hands: [...without(stage.hands, entry.data.person_id), entry.data] };
    case "hand.lowered":
      return { ...stage, hands: without(stage.hands, entry.data.person_id) };
    case "stage.invited": {
      const asked = off(stage, entry.data.person_id);
      return { ...asked, invited: [...asked.invited, entry.data] };
    }
    case "stage.declined":
      return { ...stage, invited: without(stage.invited, entry.data.person_id) };
    case "stage.joined": {
      const before = off(stage, entry.data.person_id);
      return { ...before, on: [...before.on, entry.data] };
    }
    case "stage.left":
    case "role.changed":
      return off(stage, entry.data.person_id);
    case "stage.arranged":
      return { ...stage, ...entry.data };
    default:
      return applyToDoor(stage, entry);
  }
}

function applyToDoor(stage: StageState, entry: Entry): StageState {
  switch (entry.kind) {
    case "door.set":
      return { ...stage, ...entry.data };
    case "door.admitted":
      return { ...stage, kept_out: without(stage.kept_out, ...entry.data.people) };
    case "door.denied": {
      const people = entry.data.people;
      return { ...stage, kept_out: [...without(stage.kept_out, ...people.map((one) => one.person_id)), ...people] };
    }
    case "person.removed": {
      const { person_id, name, banned } = entry.data;
      const kept_out = without(stage.kept_out, person_id);
      return { ...off(stage, person_id), kept_out: banned ? [...kept_out, { person_id, name }] : kept_out };
    }
    default:
      return stage;
  }
}

/** Neither on stage nor on the way to it. */
function off(stage: StageState, person: string): StageState {
  return {
    ...stage,
    on: without(stage.on, person),
    invited: without(stage.invited, person),
    hands: without(stage.hands, person),
  };
}

function without<P extends { person_id: string }>(people: P[], ...ids: string[]): P[] {
  return people.filter(({ person_id }) => !ids.includes(person_id));
}
