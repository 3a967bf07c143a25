import { t } from "../i18n/translate";
import { Dialog } from "../parts/Dialog";
import { Icon } from "../parts/Icon";
import { Ban, LogOut } from "../parts/icons";
import { useRoom } from "../room/context";
import type { Subject } from "./personActs";

/** Says what asking someone out does before it is done. */
export function AskOutDialog({ person, ban, onClose }: { person: Subject; ban: boolean; onClose: () => void }) {
  const room = useRoom();
  const { name } = person;
  const act = async (): Promise<void> => {
    if (await room.attempt(() => room.desk.remove(person.person_id, ban))) onClose();
  };
  return (
    <Dialog title={ban ? t("Ban {name}?", { name }) : t("Ask {name} out of the room?", { name })} onClose={onClose}>
      <ul class="consequences">
        <li>
          <Icon node={LogOut} /> {t("All their pages close, and their sound and picture end at once.")}
        </li>
        <li>
          <Icon node={Ban} />{" "}
          {ban
            ? t("They cannot come back to this session until someone lets them in again.")
            : t("They can come back with their link, unless the room is locked.")}
        </li>
      </ul>
      <p class="dialog-acts">
        <button
          type="button"
          class="button button--destructive"
          data-testid="ask-out-confirm"
          onClick={() => void act()}
        >
          {ban ? t("Ban") : t("Ask out")}
        </button>
        <button type="button" class="button button--quiet dialog-stay" onClick={onClose}>
          {t("Leave it")}
        </button>
      </p>
    </Dialog>
  );
}
