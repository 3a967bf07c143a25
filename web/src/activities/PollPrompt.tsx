import { useEffect } from "preact/hooks";
import { t } from "../i18n/translate";
import { announce } from "../parts/announcer";
import { Icon } from "../parts/Icon";
import { ChartColumn, X } from "../parts/icons";
import { useRoom } from "../room/context";
import { isPanelOpen, panelTab } from "../room/panelState";

const FOLDS_AFTER_MS = 8_000;

/** Says once that a poll is open; it folds by itself, and the tab keeps its badge. */
export function PollPrompt() {
  const room = useRoom();
  const { activities } = room;
  const isRunning = room.can("activities");
  const poll = activities.toAnswer.value.filter((one) => !activities.noticed.value.has(one.id)).at(-1);
  const id = isRunning ? undefined : poll?.id;
  const question = poll?.question ?? "";
  useEffect(() => {
    if (id === undefined) return;
    announce(t("A poll is open: {question}", { question }));
    const timer = setTimeout(() => activities.notice(id), FOLDS_AFTER_MS);
    return () => clearTimeout(timer);
  }, [id]);
  if (id === undefined) return null;
  return (
    <div class="notice notice--poll" data-testid="poll-prompt">
      <Icon node={ChartColumn} />
      <p>
        <strong>{t("A poll is open.")}</strong> <bdi>{question}</bdi>
      </p>
      <button
        type="button"
        class="button button--lit"
        data-testid="poll-answer-now"
        onClick={() => {
          panelTab.value = "polls";
          isPanelOpen.value = true;
          activities.notice(id);
        }}
      >
        {t("Answer")}
      </button>
      <button type="button" class="notice-close" aria-label={t("Close")} onClick={() => activities.notice(id)}>
        <Icon node={X} size={16} />
      </button>
    </div>
  );
}
