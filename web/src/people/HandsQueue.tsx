import type { Hand, Invitation } from "../gen/room";
import { waitedWords } from "../i18n/times";
import { t } from "../i18n/translate";
import { Disc } from "../parts/Disc";
import { useRoom } from "../room/context";
import { tick } from "../state/clock";

/** Who wants on stage, first come first, and who was asked up and has not answered. */
export function HandsQueue() {
  const { store } = useRoom();
  const stage = store.snapshot.value?.stage;
  if (stage === undefined || stage.hands.length + stage.invited.length === 0) return null;
  return (
    <section class="people-group" aria-label={t("Hands raised")} data-testid="hands">
      <h3 class="people-title">{t("Hands raised, first come first")}</h3>
      <ul class="people-list">
        {stage.hands.map((hand, index) => (
          <Raised key={hand.person_id} hand={hand} isFirst={index === 0} />
        ))}
        {stage.invited.map((invitation) => (
          <Invited key={invitation.person_id} invitation={invitation} />
        ))}
      </ul>
    </section>
  );
}

function Raised({ hand, isFirst }: { hand: Hand; isFirst: boolean }) {
  void tick.value;
  const room = useRoom();
  const { person_id, name } = hand;
  return (
    <li class="people-one" data-testid="hand" data-person={person_id}>
      <Disc id={person_id} name={name} />
      <span class="people-who">
        <span class="people-name" title={name}>
          {name}
        </span>
        <span class="people-role">{waitedWords(room.store.now() - hand.at)}</span>
      </span>
      <span class="people-acts">
        <button
          type="button"
          class={`button button--small ${isFirst ? "button--lit" : "button--outline"}`}
          aria-label={t("Invite {name} on stage", { name })}
          data-testid="hand-invite"
          onClick={() => void room.attempt(() => room.desk.invite(person_id))}
        >
          {t("Invite")}
        </button>
        <button
          type="button"
          class="button button--quiet button--small"
          aria-label={t("Lower the hand of {name}", { name })}
          data-testid="hand-lower"
          onClick={() => void room.attempt(() => room.desk.lowerHand(person_id))}
        >
          {t("Lower")}
        </button>
      </span>
    </li>
  );
}

function Invited({ invitation }: { invitation: Invitation }) {
  const room = useRoom();
  const { person_id, name, by } = invitation;
  return (
    <li class="people-one" data-testid="invited" data-person={person_id}>
      <Disc id={person_id} name={name} />
      <span class="people-who">
        <span class="people-name" title={name}>
          {name}
        </span>
        <span class="people-role">{t("Invited by {name}", { name: by })}</span>
      </span>
      <span class="people-acts">
        <button
          type="button"
          class="button button--quiet button--small"
          onClick={() => void room.attempt(() => room.desk.leaveStage(person_id))}
        >
          {t("Take back")}
        </button>
      </span>
    </li>
  );
}
