import { useId } from "preact/hooks";
import { ChatPanel } from "../chat/ChatPanel";
import { t } from "../i18n/translate";
import { useRoom } from "./context";
import { panelTab } from "./panelState";
import { TABS, type Tab } from "./tabs";

/** The side panel: as many tabs as this person has use for; the chat alone stands without any. */
export function Panel({ note }: { note?: string }) {
  const room = useRoom();
  const base = useId();
  const words = note === undefined ? {} : { note };
  const own = TABS.filter((tab) => tab.isFor(room));
  const inRow = own.filter((tab) => !tab.isByKey);
  const open = own.find((tab) => tab.id === panelTab.value) ?? own[0];
  if (open === undefined || own.length === 1) return <ChatPanel {...words} />;
  const Body = open.component;
  const step = (by: number): void => {
    const next = inRow[(inRow.indexOf(open) + by + inRow.length) % inRow.length];
    if (next === undefined) return;
    panelTab.value = next.id;
    document.getElementById(`${base}-${next.id}`)?.focus();
  };
  return (
    <aside class="panel" aria-label={t("Side panel")} data-region tabIndex={-1}>
      <div
        class="panel-tabs"
        role="tablist"
        aria-label={t("Side panel")}
        onKeyDown={(event) => {
          if (event.key === "ArrowRight") step(1);
          if (event.key === "ArrowLeft") step(-1);
        }}
      >
        {inRow.map((tab) => (
          <button
            key={tab.id}
            type="button"
            role="tab"
            id={`${base}-${tab.id}`}
            class={`panel-tab ${tab === open ? "is-open" : ""}`}
            aria-selected={tab === open}
            aria-controls={`${base}-body`}
            tabIndex={tab === open || (open.isByKey && tab === inRow[0]) ? 0 : -1}
            data-testid={`tab-${tab.id}`}
            onClick={() => {
              panelTab.value = tab.id;
            }}
          >
            {tab.label()} <TabFigure tab={tab} />
          </button>
        ))}
      </div>
      <div
        class="panel-body"
        id={`${base}-body`}
        role="tabpanel"
        aria-labelledby={open.isByKey ? undefined : `${base}-${open.id}`}
        aria-label={open.isByKey ? open.label() : undefined}
      >
        <Body {...words} isInside />
      </div>
    </aside>
  );
}

function TabFigure({ tab }: { tab: Tab }) {
  const room = useRoom();
  const badge = tab.badge?.(room) ?? 0;
  if (badge > 0) return <span class="panel-badge">{badge}</span>;
  const count = tab.count?.(room) ?? 0;
  return count > 0 ? <span class="panel-count">{count}</span> : null;
}
