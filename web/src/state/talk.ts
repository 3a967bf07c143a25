import type { ChatLine, Entry, Question, TalkState } from "../gen/room";

/** What a snapshot holds at most (docs/protocol.md). */
export const PRIVATE_KEPT = 200;
export const QUESTIONS_KEPT = 300;

type TalkKind = "chat.told" | "chat.held" | "chat.reviewed" | "chat.changed" | "chat.pinned";
export type TalkEntry = Extract<
  Entry,
  { kind: TalkKind | "talk.ruled" | "talk.words" | "question.asked" | "question.changed" }
>;

/** Chat and questions beside the public lines, after one more entry; pure, as `apply` is. */
export function applyTalk(talk: TalkState, entry: TalkEntry): TalkState {
  switch (entry.kind) {
    case "chat.told":
      return { ...talk, private: [...talk.private, entry.data].slice(-PRIVATE_KEPT) };
    case "chat.held":
      return { ...talk, review: [...talk.review, entry.data] };
    case "chat.reviewed":
      return { ...talk, review: talk.review.filter((line) => line.id !== entry.data.id) };
    case "chat.changed":
      return withChanged(talk, entry.data);
    case "chat.pinned":
      return { ...talk, pins: entry.data.pins };
    case "talk.ruled":
      return { ...talk, rules: entry.data.rules };
    case "talk.words":
      return { ...talk, words: entry.data.words };
    default:
      return { ...talk, questions: withQuestion(talk.questions, entry.data) };
  }
}

/** The same lines with one of them changed, if it is among them. */
export function changeLine(lines: ChatLine[], changed: ChatLine): ChatLine[] {
  return lines.some((line) => line.id === changed.id)
    ? lines.map((line) => (line.id === changed.id ? changed : line))
    : lines;
}

function withChanged(talk: TalkState, line: ChatLine): TalkState {
  const pins = talk.pins.map((pin) => (pin.line.id === line.id ? { ...pin, line } : pin));
  return {
    ...talk,
    pins: pins.filter((pin) => !pin.line.deleted),
    private: changeLine(talk.private, line),
    review: changeLine(talk.review, line),
  };
}

function withQuestion(questions: Question[], changed: Question): Question[] {
  const others = questions.filter((question) => question.id !== changed.id);
  return [...others, changed].sort((a, b) => a.seq - b.seq).slice(-QUESTIONS_KEPT);
}
