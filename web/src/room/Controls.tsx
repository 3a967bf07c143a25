import { useSignal } from "@preact/signals";
import { unreadLines } from "../chat/unread";
import { t } from "../i18n/translate";
import {
  Headphones,
  ListChecks,
  MessageCircle,
  Mic,
  MicOff,
  PanelRightClose,
  PanelRightOpen,
  Video,
  VideoOff,
} from "../parts/icons";
import { isFoldable, isLandscapePhone, isPhone } from "../parts/screen";
import { useRoom } from "./context";
import { DevicesDialog } from "./DevicesDialog";
import { HeadKeys, WayOut } from "./Header";
import { Key } from "./Key";
import { isPanelOpen, isWriting, panelTab } from "./panelState";
import { ReactKey } from "./ReactKey";
import { HandKey, HandsKey, LayoutKey, LeaveStageKey, PipKey, ShareKey } from "./StageKeys";

/** What this person can do, as keys; only what they may do is there. */
export function Controls() {
  const room = useRoom();
  const isLive = room.store.status.value === "live";
  const isSmall = isPhone.value || isLandscapePhone.value;
  return (
    <section
      class={`controls ${room.can("publish") ? "controls--speaker" : ""}`}
      aria-label={t("Controls")}
      data-region
      tabIndex={-1}
    >
      {room.can("publish") && <OwnKeys isLive={isLive} />}
      {isLive && (
        <div class="key-group">
          {room.can("stage") && !isSmall && <HandsKey />}
          {room.can("hand") && room.config.takes_hands && <HandKey />}
          {room.can("react") && <ReactKey />}
          {room.tiles.value.length > 0 && !isSmall && <LayoutKey />}
          {room.tiles.value.length > 0 && <PipKey />}
        </div>
      )}
      {room.can("activities") && !isSmall && <ShowKey />}
      <SmallScreenKeys />
      {isFoldable.value && !isLandscapePhone.value && <PanelKey />}
    </section>
  );
}

function OwnKeys({ isLive }: { isLive: boolean }) {
  const room = useRoom();
  const isChoosing = useSignal(false);
  const { isMicrophoneOn, isCameraOn } = room.media;
  return (
    <div class="key-group">
      <Key
        icon={isMicrophoneOn.value ? Mic : MicOff}
        label={isMicrophoneOn.value ? t("Mute") : t("Unmute")}
        isOn={isMicrophoneOn.value}
        isStruck={!isMicrophoneOn.value}
        testid="mic"
        onPress={() => void room.turn("microphone", !isMicrophoneOn.value)}
      />
      <Key
        icon={isCameraOn.value ? Video : VideoOff}
        label={isCameraOn.value ? t("Stop video") : t("Start video")}
        isOn={isCameraOn.value}
        isStruck={!isCameraOn.value}
        testid="camera"
        onPress={() => void room.turn("camera", !isCameraOn.value)}
      />
      <ShareKey />
      {room.store.you.value?.stage === "on" && <LeaveStageKey />}
      {isLive && !isLandscapePhone.value && (
        <Key
          icon={Headphones}
          label={t("Devices")}
          testid="devices"
          onPress={() => {
            isChoosing.value = true;
          }}
        />
      )}
      {isChoosing.value && (
        <DevicesDialog
          onClose={() => {
            isChoosing.value = false;
          }}
        />
      )}
    </div>
  );
}

/** On a phone the message box and the keys share one place. */
function SmallScreenKeys() {
  const room = useRoom();
  const isLive = room.store.status.value === "live";
  if (!isLive || !(isLandscapePhone.value || (isPhone.value && room.media.isOnStage.value))) return null;
  return (
    <div class="key-group">
      {room.can("chat") && (
        <Key
          icon={MessageCircle}
          label={isWriting.value ? t("Close the message box") : t("Write")}
          isOpen={isWriting.value}
          testid="write"
          onPress={() => {
            isWriting.value = !isWriting.value;
          }}
        />
      )}
      {isLandscapePhone.value && (
        <>
          <HeadKeys />
          <WayOut />
        </>
      )}
    </div>
  );
}

function ShowKey() {
  const isOpen = isPanelOpen.value && panelTab.value === "show";
  return (
    <div class="key-group">
      <Key
        icon={ListChecks}
        label={t("Run of show")}
        isOpen={isOpen}
        testid="show-key"
        onPress={() => {
          panelTab.value = isOpen ? "chat" : "show";
          isPanelOpen.value = true;
        }}
      />
    </div>
  );
}

function PanelKey() {
  const { questions } = useRoom();
  return (
    <div class="key-group">
      <Key
        icon={isPanelOpen.value ? PanelRightClose : PanelRightOpen}
        label={isPanelOpen.value ? t("Hide chat") : t("Show chat")}
        isOpen={isPanelOpen.value}
        badge={isPanelOpen.value ? 0 : unreadLines.value + questions.unread.value}
        testid="panel-key"
        onPress={() => {
          isPanelOpen.value = !isPanelOpen.value;
        }}
      />
    </div>
  );
}
