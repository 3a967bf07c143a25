import { useEffect } from "preact/hooks";
import { DeviceSetup } from "../green-room/DeviceSetup";
import { countdown, dayIn, ownTimeIfOther, timeWithZone } from "../i18n/times";
import { n, t } from "../i18n/translate";
import { chime } from "../media/chime";
import { Banners } from "../notices/Banners";
import { ConnectionNotice } from "../notices/ConnectionNotice";
import { Disc } from "../parts/Disc";
import { Icon } from "../parts/Icon";
import { MessageCircle, Users, Video } from "../parts/icons";
import { leaveTarget } from "../room/config";
import { useRoom } from "../room/context";
import { tick } from "../state/clock";
import { LobbyLights } from "./LobbyLights";
import { SoundCheck } from "./SoundCheck";

const DAY_MS = 86_400_000;

/** Where the audience waits: the time left, a word from the host, a sound check. The room opens by itself. */
export function Lobby() {
  const room = useRoom();
  const snapshot = room.store.snapshot.value;
  useEffect(() => () => void (room.hasTestedSound.value && room.store.status.value === "live" && chime()), []);
  if (snapshot === null) return null;
  return (
    <div class="lobby" data-testid="lobby">
      <LobbyHead />
      <Banners />
      <ConnectionNotice />
      <main class="lobby-stage" aria-label={t("Lobby")} data-region tabIndex={-1}>
        <h1 class="lobby-title">{snapshot.event.title}</h1>
        {snapshot.session.name !== null && <p class="lobby-with">{snapshot.session.name}</p>}
        <Speakers names={snapshot.event.speakers.map((one) => one.name)} />
        <TimeLeft />
        <LobbyLights />
      </main>
      <div class="lobby-foot">
        <HostNote />
        <section class="lobby-part" aria-label={t("Your set-up")} data-region tabIndex={-1}>
          <h2 class="lobby-part-title">{t("Your set-up")}</h2>
          <SoundCheck />
          {room.can("publish") && <CameraCheck />}
        </section>
        <section class="lobby-part" aria-label={t("While you watch")} data-region tabIndex={-1}>
          <h2 class="lobby-part-title">{t("While you watch")}</h2>
          <div class="lobby-line">
            <Icon node={MessageCircle} />
            <p>
              <strong>{snapshot.event.chat_enabled ? t("Chat opens at the start") : t("Chat is off this time")}</strong>
              <span>
                {snapshot.event.chat_enabled ? t("Everyone in the room can read it") : t("You watch and listen")}
              </span>
            </p>
          </div>
        </section>
      </div>
    </div>
  );
}

function LobbyHead() {
  const { config, store } = useRoom();
  const others = Math.max(0, Math.max(store.present.value.waiting, store.present.value.count) - 1);
  return (
    <header class="lobby-head" data-region tabIndex={-1}>
      <a class="lobby-brand" href={config.leave_url} target={leaveTarget(config)}>
        {config.workspace.logo_url !== null && <img src={config.workspace.logo_url} alt="" height="28" />}
        {config.workspace.name}
      </a>
      <p class="lobby-present" data-testid="present-count">
        <Icon node={Users} size={16} />
        <span>{others === 0 ? t("You are the first one here") : peopleWaiting(others)}</span>
      </p>
    </header>
  );
}

function peopleWaiting(others: number): string {
  return n("{count} person is waiting with you", "{count} people are waiting with you", others);
}

function Speakers({ names }: { names: string[] }) {
  if (names.length === 0) return null;
  const list =
    names.length === 1
      ? (names[0] ?? "")
      : t("{first} and {last}", { first: names.slice(0, -1).join(", "), last: names.at(-1) ?? "" });
  return <p class="lobby-with">{t("with {names}", { names: list })}</p>;
}

function TimeLeft() {
  void tick.value;
  const { store } = useRoom();
  const snapshot = store.snapshot.value;
  if (snapshot === null) return null;
  const { starts_at, time_zone } = snapshot.session;
  const left = starts_at - store.now();
  return (
    <>
      <p class={`lobby-time ${left >= 2 * DAY_MS ? "lobby-time--words" : ""}`} role="timer" data-testid="countdown">
        {countdown(left)}
      </p>
      {left > 0 ? <UntilLine at={starts_at} timeZone={time_zone} isFar={left > DAY_MS / 2} /> : <LateLine />}
    </>
  );
}

function UntilLine({ at, timeZone, isFar }: { at: number; timeZone: string; isFar: boolean }) {
  const own = ownTimeIfOther(at, timeZone);
  const day = isFar ? `${dayIn(at, timeZone)}, ` : "";
  return (
    <p class="lobby-until">
      <time dateTime={new Date(at).toISOString()}>{t("until {time}", { time: day + timeWithZone(at, timeZone) })}</time>
      {own !== null && ` (${t("{time} for you", { time: own })})`}.{" "}
      {t("The room opens by itself; keep this page open.")}
    </p>
  );
}

/** The host is late: their note, if there is one, stands where the time stood. */
function LateLine() {
  const note = useRoom().store.snapshot.value?.note ?? null;
  return (
    <p class="lobby-until" role="status">
      {note === null
        ? t("It starts any moment. The room opens by itself; keep this page open.")
        : `${note.text} (${note.name})`}
    </p>
  );
}

function HostNote() {
  const note = useRoom().store.snapshot.value?.note ?? null;
  if (note === null) return null;
  return (
    <section class="lobby-part" aria-label={t("A word from your host")}>
      <h2 class="lobby-part-title">{t("A word from your host")}</h2>
      <div class="lobby-note">
        <Disc id={note.person_id} name={note.name} isLarge />
        <blockquote>
          <p class="lobby-note-text">{note.text}</p>
          <footer>{note.name}</footer>
        </blockquote>
      </div>
    </section>
  );
}

/** Where everyone may speak, camera and microphone can be tried while waiting; nothing is sent yet. */
function CameraCheck() {
  const room = useRoom();
  const { camera, microphone } = room.media.devices;
  const isTried = [camera, microphone].some((one) => one.track.value !== null || one.problem.value !== null);
  return (
    <div class="lobby-line">
      <Icon node={Video} />
      {isTried ? (
        <DeviceSetup />
      ) : (
        <>
          <p>
            <strong>{t("Camera and microphone")}</strong>
            <span>{t("You can speak in this meeting, if you like")}</span>
          </p>
          <button type="button" class="button button--outline button--small" onClick={() => void room.openDevices()}>
            {t("Try them")}
          </button>
        </>
      )}
    </div>
  );
}
