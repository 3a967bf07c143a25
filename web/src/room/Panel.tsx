import { useEffect, useId } from "preact/hooks";
import { followUnread } from "../chat/unread";
import { t } from "../i18n/translate";
import { useRoom } from "./context";
import { panelTab } from "./panelState";
import { type PanelTab, TABS } from "./tabs";

/** The side panel with its tabs (`tabs.ts`); a panel with a single one has a heading instead. `note` stands above. */
export function Panel({ note }: { note?: string }) {
  const room = useRoom();
  const base = useId();
  const tabs = TABS.filter((tab) => tab.isThere?.(room) ?? true);
  const open = tabs.find((tab) => tab.id === panelTab.value) ?? tabs[0];
  useEffect(() => (open?.id === "chat" ? undefined : followUnread(room.store)), [open?.id]);
  if (open === undefined) return null;
  const inRow = tabs.filter((tab) => !tab.isByKey);
  const label = tabs.length === 1 ? open.label() : t("Side panel");
  return (
    <aside class="panel" aria-label={label} data-region tabIndex={-1}>
      {tabs.length === 1 ? <h2 class="panel-title">{label}</h2> : <TabBar tabs={inRow} open={open} base={base} />}
      <div class="panel-body" id={`${base}-body`} {...(tabs.length > 1 ? asTabPanel(base, open) : {})}>
        {note !== undefined && open.id === "chat" && <p class="chat-note">{note}</p>}
        <open.View />
      </div>
    </aside>
  );
}

function asTabPanel(base: string, open: PanelTab) {
  const name = open.isByKey ? { "aria-label": open.label() } : { "aria-labelledby": `${base}-${open.id}` };
  return { role: "tabpanel", ...name } as const;
}

function TabBar({ tabs, open, base }: { tabs: PanelTab[]; open: PanelTab; base: string }) {
  const walk = (event: KeyboardEvent): void => {
    const next = tabs[stepTo(event.key, tabs.indexOf(open), tabs.length)];
    if (next === undefined) return;
    event.preventDefault();
    panelTab.value = next.id;
    document.getElementById(`${base}-${next.id}`)?.focus();
  };
  return (
    <div class="panel-tabs" role="tablist" aria-label={t("Side panel")} onKeyDown={walk}>
      {tabs.map((tab) => (
        <button
          key={tab.id}
          type="button"
          role="tab"
          id={`${base}-${tab.id}`}
          class={`panel-tab ${tab === open ? "is-open" : ""}`}
          aria-selected={tab === open}
          aria-controls={`${base}-body`}
          tabIndex={tab === open || (open.isByKey && tab === tabs[0]) ? 0 : -1}
          data-testid={`tab-${tab.id}`}
          onClick={() => {
            panelTab.value = tab.id;
          }}
        >
          {tab.label()} <TabNumber tab={tab} isOpen={tab === open} />
        </button>
      ))}
    </div>
  );
}

/** Where an arrow, Home or End leads from place `here` of `count`; -1 for other keys. */
function stepTo(key: string, here: number, count: number): number {
  const isMirrored = document.documentElement.dir === "rtl";
  const steps: Record<string, number> = { ArrowRight: isMirrored ? -1 : 1, ArrowLeft: isMirrored ? 1 : -1 };
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  const step = steps[key];
  return step === undefined ? -1 : (here + step + count) % count;
}

function TabNumber({ tab, isOpen }: { tab: PanelTab; isOpen: boolean }) {
  const room = useRoom();
  const unread = isOpen ? 0 : (tab.unread?.(room) ?? 0);
  if (unread > 0) return <span class="panel-badge">{unread}</span>;
  const count = tab.count?.(room) ?? 0;
  return count > 0 ? <span class="panel-count">{count}</span> : null;
}
