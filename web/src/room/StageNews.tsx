import { useEffect, useRef } from "preact/hooks";
import { n, t } from "../i18n/translate";
import { announce } from "../parts/announcer";
import { InvitationDialog } from "./InvitationDialog";
import type { Room } from "./Room";

/** Says once what changes on stage for this person, and for the team who wants up or in. */
export function StageNews({ room }: { room: Room }) {
  useOwnStanding(room);
  useQueues(room);
  const you = room.store.you.value;
  const isLive = room.store.status.value === "live";
  return isLive && you?.stage === "invited" ? <InvitationDialog by={you.invited_by ?? ""} /> : null;
}

function useOwnStanding(room: Room): void {
  const you = room.store.you.value;
  const before = useRef(you);
  useEffect(() => {
    const was = before.current;
    before.current = you;
    if (was === null || you === null) return;
    if (was.stage === "on" && you.stage === "off") room.told.value = { what: "off", by: "" };
    if (was.role !== you.role) {
      room.told.value = { what: you.can.length < was.can.length ? "demoted" : "promoted", by: you.role };
    }
    if (was.stage !== "on" && you.stage === "on") announce(t("You are on stage."));
    if (!was.hand && you.hand) announce(t("Your hand is up. The team sees it."));
    if (was.hand && !you.hand && you.stage === "off") announce(t("Your hand is down."));
  }, [you]);
}

function useQueues(room: Room): void {
  const hands = room.store.snapshot.value?.stage.hands ?? [];
  const waiting = room.store.knocks.value.length;
  const reached = useRef({ hands: hands.length, waiting });
  useEffect(() => {
    const last = hands.at(-1);
    if (hands.length > reached.current.hands && last !== undefined) {
      announce(t("{name} raised a hand.", { name: last.name }));
    } else if (waiting > reached.current.waiting) {
      announce(n("{count} person waits to be let in.", "{count} people wait to be let in.", waiting));
    }
    reached.current = { hands: hands.length, waiting };
  }, [hands.length, waiting]);
}
