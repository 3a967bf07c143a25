import { useEffect } from "preact/hooks";
import { RulesKey } from "../chat/ChatPanel";
import { PendingView } from "../chat/LineView";
import { t } from "../i18n/translate";
import { Icon } from "../parts/Icon";
import { ShieldCheck } from "../parts/icons";
import { useRoom } from "../room/context";
import { AskForm } from "./AskForm";
import type { Shelf } from "./Questions";
import { QuestionView } from "./QuestionView";

const EMPTY: Record<Shelf, () => string> = {
  open: () => t("No open questions."),
  answered: () => t("No question was answered yet."),
  review: () => t("Nothing waits for you."),
  dismissed: () => t("No question was dismissed."),
};

/** Questions to the stage: shelves, the list, and a place to ask. */
export function QuestionsPanel() {
  const room = useRoom();
  const { questions } = room;
  const { rules } = room.store.talk.value ?? {};
  const shelves = shelvesFor(room.can("moderate"), questions.onShelf("dismissed").length > 0);
  const shelf = shelves.includes(questions.shelf.value) ? questions.shelf.value : "open";
  const shown = questions.sorted(shelf);
  const own = questions.onShelf("review").filter(() => !room.store.isTeam.value);
  useEffect(() => questions.lookedAt(), [questions.all.value]);
  return (
    <div class="questions" data-testid="questions">
      <div class="questions-bar">
        <div class="shelves">
          {shelves.map((one) => (
            <ShelfChip key={one} shelf={one} isChosen={one === shelf} />
          ))}
        </div>
        <SortChoice />
      </div>
      {questions.refusal.value !== null && (
        <p class="chat-refusal" role="alert">
          {questions.refusal.value}
        </p>
      )}
      <ol class="question-list" aria-label={t("Questions")}>
        {shown.map((question) => (
          <QuestionView key={question.id} question={question} />
        ))}
        {own.map((question) => (
          <QuestionView key={question.id} question={question} />
        ))}
        {shown.length + own.length === 0 && <li class="question-none">{EMPTY[shelf]()}</li>}
      </ol>
      {questions.outbox.pending.value.length > 0 && (
        <ol class="lines question-pending">
          {questions.outbox.pending.value.map((line) => (
            <PendingView key={line.client_id} line={line} outbox={questions.outbox} />
          ))}
        </ol>
      )}
      {rules?.questions_reviewed && (
        <p class="questions-note">
          <Icon node={ShieldCheck} size={16} /> {t("Questions are reviewed before everyone sees them")}
        </p>
      )}
      {room.can("moderate") && <RulesKey />}
      {!room.can("answer") && <AskForm />}
    </div>
  );
}

function shelvesFor(canModerate: boolean, hasDismissed: boolean): Shelf[] {
  if (!canModerate) return ["open", "answered"];
  return hasDismissed ? ["open", "answered", "review", "dismissed"] : ["open", "answered", "review"];
}

function ShelfChip({ shelf, isChosen }: { shelf: Shelf; isChosen: boolean }) {
  const { questions } = useRoom();
  const words = {
    open: () => t("Unanswered"),
    answered: () => t("Answered"),
    review: () => t("To review"),
    dismissed: () => t("Dismissed"),
  }[shelf]();
  return (
    <button
      type="button"
      class={`shelf ${isChosen ? "is-chosen" : ""}`}
      aria-pressed={isChosen}
      data-testid={`shelf-${shelf}`}
      onClick={() => {
        questions.shelf.value = shelf;
      }}
    >
      {words} <span class="figures">{questions.onShelf(shelf).length}</span>
    </button>
  );
}

function SortChoice() {
  const { questions } = useRoom();
  return (
    <select
      class="composer-target"
      aria-label={t("Order of questions")}
      value={questions.sort.value}
      data-testid="question-sort"
      onChange={(event) => {
        questions.sort.value = event.currentTarget.value === "newest" ? "newest" : "votes";
      }}
    >
      <option value="votes">{t("Most votes")}</option>
      <option value="newest">{t("Newest")}</option>
    </select>
  );
}
