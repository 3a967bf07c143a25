import { useSignal } from "@preact/signals";
import { Words } from "../chat/Words";
import type { Question } from "../gen/room";
import { clockTime } from "../i18n/times";
import { n, t } from "../i18n/translate";
import { Icon } from "../parts/Icon";
import { ChevronUp, Ellipsis, Mic, Pencil } from "../parts/icons";
import { Menu, type MenuItem } from "../parts/Menu";
import { useRoom } from "../room/context";
import type { Room } from "../room/Room";
import { AnswerForm } from "./AnswerForm";

/** A question with its votes, what became of it, and what this person may do about it. */
export function QuestionView({ question }: { question: Question }) {
  const room = useRoom();
  const isWriting = useSignal(false);
  const isNow = question.status === "answering";
  return (
    <li
      class={`question ${isNow ? "is-now" : ""}`}
      data-testid="question"
      data-status={question.status}
      data-seq={question.seq}
    >
      <VoteKey question={question} />
      <div class="question-body">
        <p class="line-head">
          <span class="line-name">{question.name ?? t("Name hidden")}</span>
          <time class="line-time figures" dateTime={new Date(question.at).toISOString()}>
            {clockTime(question.at)}
          </time>
        </p>
        <p class="line-text" dir="auto">
          <Words text={question.text} />
        </p>
        <State question={question} />
        {isWriting.value ? (
          <AnswerForm
            question={question}
            onClose={() => {
              isWriting.value = false;
            }}
          />
        ) : (
          <Acts
            question={question}
            onWrite={() => {
              isWriting.value = true;
            }}
          />
        )}
      </div>
      {room.can("moderate") && <More question={question} />}
    </li>
  );
}

function VoteKey({ question }: { question: Question }) {
  const { questions } = useRoom();
  const isUp = questions.voted.value.has(question.id);
  const isOwn = questions.asked.value.has(question.id);
  const votes = questions.votesOf(question);
  const isOpen = question.status === "open" || question.status === "answering";
  const words = n("{count} vote", "{count} votes", votes);
  if (!isOpen || isOwn) {
    return (
      <span class="vote is-still" title={isOwn ? t("Others vote for your question.") : undefined}>
        <span class="figures" data-testid="votes">
          {votes}
        </span>
        <span class="visually-hidden">{words}</span>
      </span>
    );
  }
  return (
    <button
      type="button"
      class={`vote ${isUp ? "is-up" : ""}`}
      aria-pressed={isUp}
      aria-label={t("Vote for this question, {votes}", { votes: words })}
      data-testid="vote"
      onClick={() => void questions.vote(question, !isUp)}
    >
      <Icon node={ChevronUp} size={16} />
      <span class="figures" data-testid="votes">
        {votes}
      </span>
    </button>
  );
}

function State({ question }: { question: Question }) {
  const { status, answer } = question;
  if (status === "held") return <p class="line-private">{t("Waits for a moderator")}</p>;
  if (status === "dismissed") return <p class="line-private">{t("Dismissed")}</p>;
  if (status === "answering") {
    return (
      <p class="question-now">
        <Dots /> {t("Answering now")}
      </p>
    );
  }
  if (status !== "answered") return null;
  if (answer === null) return <p class="line-private">{t("Answered live")}</p>;
  return (
    <blockquote class="question-answer" data-testid="answer">
      <strong>{answer.name}</strong>{" "}
      <span dir="auto">
        <Words text={answer.text} />
      </span>
    </blockquote>
  );
}

/** Three lamps in a row: it happens now. */
export function Dots() {
  return (
    <span class="now-dots" aria-hidden="true">
      <i />
      <i />
      <i />
    </span>
  );
}

function Acts({ question, onWrite }: { question: Question; onWrite: () => void }) {
  const { questions, can } = useActs();
  const { status } = question;
  if (!can("answer") || status === "dismissed") return null;
  return (
    <p class="question-acts">
      {can("moderate") && status === "answering" && (
        <button
          type="button"
          class="button button--lit button--small"
          data-testid="mark-answered"
          onClick={() => void questions.mark(question, "answered")}
        >
          {t("Mark answered")}
        </button>
      )}
      {can("moderate") && status === "held" && (
        <button
          type="button"
          class="button button--lit button--small"
          data-testid="question-approve"
          onClick={() => void questions.mark(question, "open")}
        >
          {t("Let it through")}
        </button>
      )}
      {can("moderate") && (status === "open" || status === "held") && (
        <button
          type="button"
          class="button button--quiet button--small"
          data-testid="answer-live"
          onClick={() => void questions.mark(question, "answering")}
        >
          <Icon node={Mic} size={16} /> {t("Answer live")}
        </button>
      )}
      <button type="button" class="button button--quiet button--small" data-testid="answer-write" onClick={onWrite}>
        <Icon node={Pencil} size={16} /> {question.answer === null ? t("Write") : t("Change the answer")}
      </button>
    </p>
  );
}

function useActs() {
  const room = useRoom();
  return { questions: room.questions, can: room.can.bind(room) };
}

function More({ question }: { question: Question }) {
  const room = useRoom();
  const items = furtherActs(room, question);
  return (
    <Menu label={t("Question: what to do")} items={items} className="menu-button line-menu" testid="question-menu">
      <Icon node={Ellipsis} size={16} />
    </Menu>
  );
}

function furtherActs({ questions }: Room, question: Question): MenuItem[] {
  const { status } = question;
  const to = (label: string, testid: string, next: "open" | "answered" | "dismissed"): MenuItem => ({
    label,
    testid,
    onPick: () => void questions.mark(question, next),
    isDestructive: next === "dismissed",
  });
  const acts: MenuItem[] = [];
  if (status === "open") acts.push(to(t("Mark answered"), "question-answered", "answered"));
  if (status === "answering") acts.push(to(t("Put it back"), "question-back", "open"));
  if (status === "answered") acts.push(to(t("Open again"), "question-reopen", "open"));
  if (status === "dismissed") acts.push(to(t("Restore"), "question-restore", "open"));
  else acts.push(to(t("Dismiss"), "question-dismiss", "dismissed"));
  return acts;
}
