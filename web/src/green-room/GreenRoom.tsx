import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { countdown } from "../i18n/times";
import { n, t } from "../i18n/translate";
import { StageEdge } from "../parts/StageEdge";
import { Controls } from "../room/Controls";
import { useRoom } from "../room/context";
import { Frame } from "../room/Frame";
import { Panel } from "../room/Panel";
import { GridOfTiles } from "../room/Stage";
import { tick } from "../state/clock";
import { DeviceSetup } from "./DeviceSetup";
import { NoteCard } from "./NoteCard";
import { StartCard } from "./StartCard";
import { ThreeTwoOne } from "./ThreeTwoOne";
import { WhoIsHere } from "./WhoIsHere";

/** Where the team meets before the start: only they see and hear each other here. */
export function GreenRoom() {
  const room = useRoom();
  const isStarting = useSignal(false);
  const role = room.store.you.value?.role;
  useEffect(() => {
    if (room.can("publish") && role !== "moderator") void room.openDevices();
  }, []);
  return (
    <Frame
      panel={<Panel note={t("Before the start, the team alone reads this chat.")} />}
      controls={<Controls />}
      kind="green"
    >
      <section class="stage stage--green" aria-label={t("Stage")} data-region tabIndex={-1} data-testid="stage">
        <div class="green">
          <header class="green-head">
            <h2 class="green-title">{t("Green room")}</h2>
            <p class="green-line">{t("Only your team sees and hears this.")}</p>
            <StartsIn />
          </header>
          <div class="green-tiles">
            {room.tiles.value.length > 0 ? (
              <GridOfTiles tiles={room.tiles.value.slice(0, 6)} />
            ) : (
              <p class="green-nobody">{t("Nobody has a camera or microphone on yet.")}</p>
            )}
          </div>
          <div class="green-cards">
            {room.can("publish") && (
              <section class="green-card" aria-label={t("Camera and microphone")}>
                <h3 class="green-card-title">{t("Before you start")}</h3>
                <DeviceSetup />
              </section>
            )}
            <WhoIsHere />
            <StartCard isStarting={isStarting} />
            {room.can("note") && <NoteCard />}
          </div>
        </div>
        {isStarting.value && <ThreeTwoOne />}
      </section>
      <StageEdge lit={isStarting.value ? "all" : 0} />
    </Frame>
  );
}

function StartsIn() {
  void tick.value;
  const { store } = useRoom();
  const session = store.snapshot.value?.session;
  if (session === undefined) return null;
  const left = session.starts_at - store.now();
  return (
    <p class="green-starts">
      {left > 0 ? (
        <>
          {t("Starts in")} <span class="figures">{countdown(left)}</span>
        </>
      ) : (
        lateWords(-left)
      )}
    </p>
  );
}

function lateWords(lateMs: number): string {
  const minutes = Math.floor(lateMs / 60_000);
  if (minutes < 1) return t("Time to start");
  if (minutes > 120) return t("The planned time has passed");
  return n("{count} minute past the time", "{count} minutes past the time", minutes);
}
