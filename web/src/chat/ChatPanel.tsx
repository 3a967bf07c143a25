import { t } from "../i18n/translate";
import { useRoom } from "../room/context";
import { ChatLog } from "./ChatLog";
import { Composer } from "./Composer";

interface ChatPanelProps {
  /** A line above the log. */
  note?: string;
  /** It stands inside a panel with tabs, which names the region. */
  isInside?: boolean;
}

export function ChatPanel({ note, isInside = false }: ChatPanelProps) {
  const chat = (
    <>
      {note !== undefined && <p class="chat-note">{note}</p>}
      <ChatLog />
      <Foot />
    </>
  );
  if (isInside) return <div class="chat">{chat}</div>;
  return (
    <aside class="panel chat" aria-label={t("Chat")} data-region tabIndex={-1}>
      <h2 class="panel-title">{t("Chat")}</h2>
      {chat}
    </aside>
  );
}

function Foot() {
  const room = useRoom();
  if (!(room.store.snapshot.value?.event.chat_enabled ?? false)) {
    return <p class="chat-off">{t("The chat is off in this room.")}</p>;
  }
  return room.can("chat") ? <Composer /> : <p class="chat-off">{t("You can read the chat here.")}</p>;
}
