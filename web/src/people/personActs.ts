import type { Role } from "../gen/room";
import { t } from "../i18n/translate";
import {
  Ban,
  Hand,
  MicOff,
  MonitorOff,
  Pin,
  PinOff,
  Spotlight,
  StepForward,
  UserRoundCog,
  UserRoundMinus,
  VideoOff,
} from "../parts/icons";
import type { MenuItem } from "../parts/Menu";
import type { Room } from "../room/Room";
import { type Tile, tileName } from "../room/stagePlan";
import { roleWords } from "./roleWords";

/** What the acts are about: anyone in the room. */
export interface Subject {
  person_id: string;
  name: string;
  role: Role;
}

/** Large on this page, and for the team large for everyone. */
export function viewActs(room: Room, tile: Tile): MenuItem[] {
  const isPinned = room.pinned.value === tileName(tile);
  const acts: MenuItem[] = [
    {
      label: isPinned ? t("Unpin") : t("Pin for me"),
      icon: isPinned ? PinOff : Pin,
      testid: "pin",
      onPick: () => room.pin(tile),
    },
  ];
  if (room.can("stage") && tile.kind === "camera") acts.push(spotlightAct(room, tile.person_id));
  return acts;
}

function spotlightAct(room: Room, person: string): MenuItem {
  const stage = room.arrangement.value;
  const isLit = stage?.layout === "spotlight" && stage.spotlight === person;
  return {
    label: isLit ? t("End the spotlight") : t("Spotlight for everyone"),
    icon: Spotlight,
    testid: "spotlight",
    onPick: () => void room.attempt(() => room.desk.arrange(isLit ? null : "spotlight", isLit ? null : person)),
  };
}

/** What the team may do about somebody's sound, picture and place on stage. */
export function stageActs(room: Room, person: Subject): MenuItem[] {
  if (!room.can("stage") || person.person_id === room.store.you.value?.person_id) return [];
  const { desk } = room;
  const tiles = room.tiles.value.filter((tile) => tile.person_id === person.person_id);
  const id = person.person_id;
  const stage = room.store.snapshot.value?.stage;
  const isOn = stage?.on.some((one) => one.person_id === id) ?? false;
  const isInvited = stage?.invited.some((one) => one.person_id === id) ?? false;
  const acts: MenuItem[] = [];
  const add = (label: string, icon: MenuItem["icon"], testid: string, act: () => Promise<void>): void =>
    void acts.push({ label, icon, testid, onPick: () => void room.attempt(act) });
  if (tiles.some((tile) => tile.kind === "camera" && tile.audio)) {
    add(t("Mute"), MicOff, "mute-person", () => desk.mute(id, "audio"));
  }
  if (tiles.some((tile) => tile.kind === "camera" && tile.video)) {
    add(t("Stop video"), VideoOff, "stop-video", () => desk.mute(id, "video"));
  }
  if (tiles.some((tile) => tile.kind === "screen")) {
    add(t("End the screen share"), MonitorOff, "end-share", () => desk.mute(id, "screen"));
  }
  if (isOn) add(t("Thank off the stage"), StepForward, "thank-off", () => desk.leaveStage(id));
  if (isInvited) add(t("Take the invitation back"), Hand, "uninvite", () => desk.leaveStage(id));
  const mayGoUp = person.role === "attendee" || person.role === "moderator";
  const isLive = room.store.status.value === "live";
  if (isLive && mayGoUp && !isOn && !isInvited && !room.isOpenStage.value) {
    add(t("Invite on stage"), Hand, "invite", () => desk.invite(id));
  }
  return acts;
}

/** Roles, and the way out. `ask` opens the question before somebody is asked out. */
export function placeActs(room: Room, person: Subject, ask: (person: Subject, ban: boolean) => void): MenuItem[] {
  const you = room.store.you.value;
  if (!room.can("stage") || person.person_id === you?.person_id) return [];
  const acts: MenuItem[] = [];
  if (room.can("roles")) {
    for (const role of ["host", "moderator", "speaker", "attendee"] as const) {
      if (role === person.role) continue;
      acts.push({
        label: t("Make {role}", { role: roleWords(role) }),
        icon: UserRoundCog,
        testid: `make-${role}`,
        onPick: () => void room.attempt(() => room.desk.setRole(person.person_id, role)),
      });
    }
  }
  if (person.role === "host" || (person.role !== "attendee" && you?.role !== "host")) return acts;
  return [
    ...acts,
    {
      label: t("Ask out of the room"),
      icon: UserRoundMinus,
      testid: "remove-person",
      isDestructive: true,
      onPick: () => ask(person, false),
    },
    { label: t("Ban"), icon: Ban, testid: "ban-person", isDestructive: true, onPick: () => ask(person, true) },
  ];
}
