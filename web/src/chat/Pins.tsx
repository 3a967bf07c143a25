import { t } from "../i18n/translate";
import { Icon } from "../parts/Icon";
import { Pin, X } from "../parts/icons";
import { useRoom } from "../room/context";
import { pin as setPinned } from "./lineActs";
import { Words } from "./Words";

/** Lines that hosts and moderators put above the chat. */
export function Pins() {
  const room = useRoom();
  const pins = room.store.talk.value?.pins ?? [];
  if (pins.length === 0) return null;
  return (
    <ul class="pins" aria-label={t("Pinned messages")}>
      {pins.map(({ line, by }) => (
        <li key={line.id} class="pin" data-testid="pin">
          <Icon node={Pin} size={16} />
          <p dir="auto">
            <strong>{t("Pinned by {name}.", { name: by })}</strong> <Words text={line.text} />
          </p>
          {room.can("moderate") && (
            <button
              type="button"
              class="menu-button"
              aria-label={t("Unpin")}
              onClick={() => void setPinned(room, line, false)}
            >
              <Icon node={X} size={16} />
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}
