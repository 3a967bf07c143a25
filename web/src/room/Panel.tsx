import { useId } from "preact/hooks";
import { ChatPanel } from "../chat/ChatPanel";
import { unreadLines } from "../chat/unread";
import { t } from "../i18n/translate";
import { PeopleList } from "../people/PeopleList";
import { useRoom } from "./context";
import { panelTab } from "./panelState";

const TABS = ["chat", "people"] as const;

/** The side panel: for the team chat and people, for everyone else the chat alone. */
export function Panel({ note }: { note?: string }) {
  const room = useRoom();
  const base = useId();
  if (!room.can("people")) return note === undefined ? <ChatPanel /> : <ChatPanel note={note} />;
  const tab = panelTab.value;
  const walk = (event: KeyboardEvent): void => {
    if (event.key !== "ArrowRight" && event.key !== "ArrowLeft") return;
    panelTab.value = tab === "chat" ? "people" : "chat";
    document.getElementById(`${base}-${panelTab.value}`)?.focus();
  };
  return (
    <aside class="panel" aria-label={t("Chat and people")} data-region tabIndex={-1}>
      <div class="panel-tabs" role="tablist" aria-label={t("Side panel")} onKeyDown={walk}>
        {TABS.map((one) => (
          <button
            key={one}
            type="button"
            role="tab"
            id={`${base}-${one}`}
            class={`panel-tab ${tab === one ? "is-open" : ""}`}
            aria-selected={tab === one}
            aria-controls={`${base}-body`}
            tabIndex={tab === one ? 0 : -1}
            data-testid={`tab-${one}`}
            onClick={() => {
              panelTab.value = one;
            }}
          >
            {one === "chat" ? t("Chat") : t("People")} <TabCount tab={one} />
          </button>
        ))}
      </div>
      <div class="panel-body" id={`${base}-body`} role="tabpanel" aria-labelledby={`${base}-${tab}`}>
        {tab === "chat" ? <ChatPanel isInside {...(note === undefined ? {} : { note })} /> : <PeopleList />}
      </div>
    </aside>
  );
}

function TabCount({ tab }: { tab: (typeof TABS)[number] }) {
  const { store } = useRoom();
  if (tab === "people") return <span class="panel-count">{store.present.value.count}</span>;
  if (panelTab.value === "chat" || unreadLines.value === 0) return null;
  return <span class="panel-badge">{unreadLines.value}</span>;
}
