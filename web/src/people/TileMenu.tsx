import { t } from "../i18n/translate";
import { Icon } from "../parts/Icon";
import { Ellipsis } from "../parts/icons";
import { Menu } from "../parts/Menu";
import { useRoom } from "../room/context";
import type { Tile } from "../room/stagePlan";
import { stageActs, viewActs } from "./personActs";

/** The acts about one picture, in its upper corner. */
export function TileMenu({ tile }: { tile: Tile }) {
  const room = useRoom();
  const items = [...viewActs(room, tile), ...stageActs(room, tile)];
  return (
    <Menu label={t("More about {name}", { name: tile.name })} items={items} className="tile-more" testid="tile-menu">
      <Icon node={Ellipsis} size={18} />
    </Menu>
  );
}
