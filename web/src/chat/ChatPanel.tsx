import { t } from "../i18n/translate";
import { useRoom } from "../room/context";
import { ChatLog } from "./ChatLog";
import { Composer } from "./Composer";

/** The chat inside the side panel. */
export function ChatPanel() {
  return (
    <div class="chat">
      <ChatLog />
      <Foot />
    </div>
  );
}

function Foot() {
  const room = useRoom();
  if (!(room.store.snapshot.value?.event.chat_enabled ?? false)) {
    return <p class="chat-off">{t("The chat is off in this room.")}</p>;
  }
  return room.can("chat") ? <Composer /> : <p class="chat-off">{t("You can read the chat here.")}</p>;
}
