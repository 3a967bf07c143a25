import { useSignal } from "@preact/signals";
import { t } from "../i18n/translate";
import { Icon } from "../parts/Icon";
import { Ellipsis } from "../parts/icons";
import { Menu } from "../parts/Menu";
import { useRoom } from "../room/context";
import { AskOutDialog } from "./AskOutDialog";
import { placeActs, type Subject, stageActs } from "./personActs";

/** The acts about somebody in the list of people. */
export function PersonMenu({ person }: { person: Subject }) {
  const room = useRoom();
  const asking = useSignal<{ ban: boolean } | null>(null);
  const ask = (_person: Subject, ban: boolean): void => {
    asking.value = { ban };
  };
  const items = [...stageActs(room, person), ...placeActs(room, person, ask)];
  if (items.length === 0) return null;
  return (
    <>
      <Menu
        label={t("More about {name}", { name: person.name })}
        items={items}
        className="person-more"
        testid="person-menu"
      >
        <Icon node={Ellipsis} />
      </Menu>
      {asking.value !== null && (
        <AskOutDialog
          person={person}
          ban={asking.value.ban}
          onClose={() => {
            asking.value = null;
          }}
        />
      )}
    </>
  );
}
