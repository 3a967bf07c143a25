import { useSignal } from "@preact/signals";
import { t } from "../i18n/translate";
import { announce } from "../parts/announcer";
import { Disc } from "../parts/Disc";
import { useRoom } from "../room/context";

/** For the team: who waits to be let in, who was kept out, and the two switches of the door. */
export function DoorCard() {
  const { store } = useRoom();
  const stage = store.snapshot.value?.stage;
  if (stage === undefined) return null;
  return (
    <>
      <Waiting />
      <KeptOut />
      <section class="people-group door" aria-label={t("Door")}>
        <h3 class="people-title">{t("Door")}</h3>
        <Switch
          label={t("Newcomers wait to be let in")}
          isOn={stage.waiting_room}
          testid="door-waiting"
          set={(waiting_room) => ({ waiting_room })}
        />
        <Switch
          label={t("Lock the room: nobody new but the team")}
          isOn={stage.locked}
          testid="door-lock"
          set={(locked) => ({ locked })}
        />
        <InviteLink />
      </section>
    </>
  );
}

/** The address to pass on: into the room where a name is enough, to the registration otherwise. */
function InviteLink() {
  const { config } = useRoom();
  const isCopied = useSignal(false);
  const url = config.invite_url ?? null;
  if (url === null) return null;
  const copy = async (): Promise<void> => {
    await navigator.clipboard?.writeText(url).catch(() => undefined);
    isCopied.value = true;
    announce(t("The link is copied."));
  };
  return (
    <p class="door-link">
      <input class="input input--small" readOnly value={url} aria-label={t("Link to pass on")} />
      <button
        type="button"
        class="button button--outline button--small"
        data-testid="copy-link"
        onClick={() => void copy()}
      >
        {isCopied.value ? t("Copied") : t("Copy")}
      </button>
    </p>
  );
}

function Waiting() {
  const room = useRoom();
  const waiting = room.store.knocks.value;
  if (waiting.length === 0) return null;
  return (
    <section class="people-group" aria-label={t("Waiting to be let in")} data-testid="knocks">
      <h3 class="people-title">
        {t("Waiting to be let in")} <span class="figures">{waiting.length}</span>
      </h3>
      <ul class="people-list">
        {waiting.map(({ person_id, name }, index) => (
          <li key={person_id} class="people-one" data-testid="knock" data-person={person_id}>
            <Disc id={person_id} name={name} />
            <span class="people-who">
              <span class="people-name" title={name}>
                {name}
              </span>
            </span>
            <span class="people-acts">
              <button
                type="button"
                class={`button button--small ${index === 0 ? "button--lit" : "button--outline"}`}
                aria-label={t("Let in {name}", { name })}
                data-testid="admit"
                onClick={() => void room.attempt(() => room.desk.admit([person_id]))}
              >
                {t("Let in")}
              </button>
              <button
                type="button"
                class="button button--quiet button--small"
                aria-label={t("Turn away {name}", { name })}
                data-testid="deny"
                onClick={() => void room.attempt(() => room.desk.deny([person_id]))}
              >
                {t("Turn away")}
              </button>
            </span>
          </li>
        ))}
      </ul>
      {waiting.length > 1 && (
        <p class="people-acts">
          <button
            type="button"
            class="button button--outline button--small"
            data-testid="admit-all"
            onClick={() => void room.attempt(() => room.desk.admit(null))}
          >
            {t("Let all in")}
          </button>
          <button
            type="button"
            class="button button--quiet button--small"
            data-testid="deny-all"
            onClick={() => void room.attempt(() => room.desk.deny(null))}
          >
            {t("Turn all away")}
          </button>
        </p>
      )}
    </section>
  );
}

function KeptOut() {
  const room = useRoom();
  const people = room.store.snapshot.value?.stage.kept_out ?? [];
  if (people.length === 0) return null;
  return (
    <section class="people-group" aria-label={t("Kept out")} data-testid="kept-out">
      <h3 class="people-title">
        {t("Kept out")} <span class="figures">{people.length}</span>
      </h3>
      <ul class="people-list">
        {people.map(({ person_id, name }) => (
          <li key={person_id} class="people-one">
            <Disc id={person_id} name={name} />
            <span class="people-who">
              <span class="people-name" title={name}>
                {name}
              </span>
            </span>
            <span class="people-acts">
              <button
                type="button"
                class="button button--quiet button--small"
                aria-label={t("Let in again: {name}", { name })}
                data-testid="let-back"
                onClick={() => void room.attempt(() => room.desk.admit([person_id]))}
              >
                {t("Let in again")}
              </button>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface SwitchProps {
  label: string;
  isOn: boolean;
  testid: string;
  set: (isOn: boolean) => { locked?: boolean; waiting_room?: boolean };
}

function Switch({ label, isOn, testid, set }: SwitchProps) {
  const room = useRoom();
  return (
    <label class="door-switch">
      <input
        type="checkbox"
        role="switch"
        aria-checked={isOn}
        class="switch"
        checked={isOn}
        data-testid={testid}
        onChange={(event) => {
          const wanted = event.currentTarget.checked;
          event.currentTarget.checked = isOn; // the server's word moves it
          void room.attempt(() => room.desk.setDoor(set(wanted)));
        }}
      />
      <span>{label}</span>
    </label>
  );
}
