import { useSignal } from "@preact/signals";
import { t } from "../i18n/translate";
import { Icon } from "../parts/Icon";
import { Settings2, X } from "../parts/icons";
import { useRoom } from "../room/context";
import { ChatLog } from "./ChatLog";
import { Composer } from "./Composer";
import { Pins } from "./Pins";
import { ReviewQueue } from "./ReviewQueue";
import { RulesDialog } from "./RulesDialog";
import { refusal } from "./writing";

/** The chat inside the side panel. */
export function ChatPanel() {
  const room = useRoom();
  return (
    <div class="chat">
      {room.can("moderate") && <RulesKey />}
      <Pins />
      <ReviewQueue />
      <ChatLog />
      <Refusal />
      <Foot />
    </div>
  );
}

/** Opens what can be set for chat and questions. */
export function RulesKey() {
  const isOpen = useSignal(false);
  return (
    <div class="talk-bar">
      <button
        type="button"
        class="menu-button talk-rules"
        aria-haspopup="dialog"
        data-testid="talk-rules"
        onClick={() => {
          isOpen.value = true;
        }}
      >
        <Icon node={Settings2} size={16} /> {t("Chat and questions")}
      </button>
      {isOpen.value && (
        <RulesDialog
          onClose={() => {
            isOpen.value = false;
          }}
        />
      )}
    </div>
  );
}

function Refusal() {
  if (refusal.value === null) return null;
  return (
    <p class="chat-refusal" role="alert">
      {refusal.value}
      <button
        type="button"
        class="menu-button"
        aria-label={t("Close")}
        onClick={() => {
          refusal.value = null;
        }}
      >
        <Icon node={X} size={16} />
      </button>
    </p>
  );
}

function Foot() {
  const room = useRoom();
  if (!(room.store.snapshot.value?.event.chat_enabled ?? false)) {
    return <p class="chat-off">{t("The chat is off in this room.")}</p>;
  }
  if (!room.can("chat")) return <p class="chat-off">{t("You can read the chat here.")}</p>;
  const rules = room.store.talk.value?.rules;
  const isShut = rules !== undefined && !rules.chat_open && !rules.direct_open && !room.store.isTeam.value;
  return isShut ? <p class="chat-off">{t("The chat is closed for now.")}</p> : <Composer />;
}
