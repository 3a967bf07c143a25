import type { Layout } from "../gen/room";
import { t } from "../i18n/translate";
import { ScreenShare } from "../media/ScreenShare";
import { Icon } from "../parts/Icon";
import {
  GalleryThumbnails,
  Hand,
  LayoutGrid,
  MonitorOff,
  MonitorUp,
  PictureInPicture as PipIcon,
  Presentation,
  StepForward,
} from "../parts/icons";
import { Menu, type MenuItem } from "../parts/Menu";
import { isLandscapePhone, isPhone } from "../parts/screen";
import { useRoom } from "./context";
import { Key } from "./Key";
import { PictureInPicture } from "./PictureInPicture";
import { isPanelOpen, panelTab } from "./panelState";
import type { Room } from "./Room";

/** Shows a screen, window or tab beside the camera. */
export function ShareKey() {
  const { screen } = useRoom();
  if (!ScreenShare.isPossible || isPhone.value || isLandscapePhone.value) return null;
  const isOn = screen.track.value !== null;
  return (
    <Key
      icon={isOn ? MonitorOff : MonitorUp}
      label={isOn ? t("Stop sharing") : t("Share")}
      isOn={isOn}
      testid="share"
      onPress={() => void (isOn ? screen.stop() : screen.start())}
    />
  );
}

/** For who watches: ask to come on stage, or not any more. */
export function HandKey() {
  const room = useRoom();
  const isUp = room.store.you.value?.hand ?? false;
  return (
    <Key
      icon={Hand}
      label={isUp ? t("Lower your hand") : t("Raise your hand")}
      isOn={isUp}
      testid="hand-key"
      onPress={() => void room.attempt(isUp ? () => room.desk.lowerHand() : room.desk.raiseHand)}
    />
  );
}

export function LeaveStageKey() {
  const room = useRoom();
  return (
    <Key
      icon={StepForward}
      label={t("Leave the stage")}
      testid="leave-stage"
      onPress={() => void room.attempt(() => room.desk.leaveStage())}
    />
  );
}

/** For the team: how many hands are up and how many wait at the door; opens the list. */
export function HandsKey() {
  const { store } = useRoom();
  const hands = (store.snapshot.value?.stage.hands.length ?? 0) + store.knocks.value.length;
  return (
    <Key
      icon={Hand}
      label={t("Hands")}
      badge={hands}
      testid="hands-key"
      onPress={() => {
        isPanelOpen.value = true;
        panelTab.value = "people";
      }}
    />
  );
}

/** How this page shows the stage, and for the team how everyone's does. */
export function LayoutKey() {
  const room = useRoom();
  const arranged = room.arrangement.value?.layout ?? null;
  const isTeam = room.can("stage");
  if (arranged !== null && !isTeam) return null;
  return (
    <Menu
      label={t("Layout")}
      className="key"
      testid="layout"
      items={[...ownChoices(room, arranged), ...(isTeam ? choicesForAll(room, arranged) : [])]}
    >
      <span class="key-cap">
        <Icon node={LayoutGrid} size={20} />
      </span>
      <span class="key-label" aria-hidden="true">
        {t("Layout")}
      </span>
    </Menu>
  );
}

function layouts(): Array<[Exclude<Layout, "spotlight">, string, MenuItem["icon"]]> {
  return [
    ["speaker", t("Who speaks is large"), GalleryThumbnails],
    ["grid", t("All the same size"), LayoutGrid],
    ["presentation", t("Only the screen"), Presentation],
  ];
}

function ownChoices(room: Room, arranged: Layout | null): MenuItem[] {
  if (arranged !== null) return [];
  return layouts().map(([layout, label, icon]) => ({
    label,
    icon,
    isChosen: room.layout.value === layout,
    testid: `layout-${layout}`,
    onPick: () => {
      room.layoutChoice.value = layout;
    },
  }));
}

function choicesForAll(room: Room, arranged: Layout | null): MenuItem[] {
  const set = (layout: Layout | null): void => void room.attempt(() => room.desk.arrange(layout, null));
  const everyone = layouts().map(([layout, label, icon]) => ({
    label: t("For everyone: {layout}", { layout: label }),
    icon,
    isChosen: arranged === layout,
    testid: `layout-all-${layout}`,
    onPick: () => set(layout),
  }));
  const free: MenuItem = {
    label: t("Everyone chooses"),
    icon: Hand,
    isChosen: arranged === null,
    testid: "layout-all-free",
    onPick: () => set(null),
  };
  return arranged === null ? everyone : [free, ...everyone];
}

/** The large picture in a small window of its own, above other programs. */
export function PipKey() {
  const room = useRoom();
  if (!PictureInPicture.isPossible || isPhone.value || isLandscapePhone.value) return null;
  return (
    <Key
      icon={PipIcon}
      label={room.pip.isOpen.value ? t("Close the small window") : t("Small window")}
      isOn={room.pip.isOpen.value}
      testid="pip"
      onPress={() => void room.pip.toggle()}
    />
  );
}
