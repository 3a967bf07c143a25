import { useId } from "preact/hooks";
import { t } from "../i18n/translate";
import { useRoom } from "../room/context";

/** For a host: who of the team writes the captions. */
export function CaptionerChoice() {
  const room = useRoom();
  const field = useId();
  const captioner = room.store.snapshot.value?.captioner ?? null;
  const team = room.store.present.value.team;
  const isAway = captioner !== null && !team.some(({ person_id }) => person_id === captioner.person_id);
  return (
    <div class="settings-line">
      <label for={field}>{t("Who writes captions")}</label>
      <select
        id={field}
        class="input input--small"
        value={captioner?.person_id ?? ""}
        data-testid="captioner"
        onChange={(event) => room.setCaptioner(event.currentTarget.value || null)}
      >
        <option value="">{t("Nobody")}</option>
        {isAway && <option value={captioner.person_id}>{captioner.name}</option>}
        {team.map(({ person_id, name }) => (
          <option key={person_id} value={person_id}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}
