import { computed, signal } from "@preact/signals";
import { Outbox, type PendingLine, postQuestion } from "../chat/Outbox";
import { CallLost, CallRefused } from "../connection/calls";
import type { LastingCalls } from "../connection/LastingCalls";
import type { Calls, Question } from "../gen/room";
import type { Call } from "../media/signalling";
import { Kept } from "../state/kept";
import type { RoomStore } from "../state/RoomStore";

export type Sort = "votes" | "newest";
export type Shelf = "open" | "answered" | "review" | "dismissed";
export type Mark = Calls["question.mark"]["with"]["status"];

/** The questions of the room, and what this person has to do with them. */
export class Questions {
  readonly outbox: Outbox;
  readonly draft: Kept<string>;
  readonly sort = signal<Sort>("votes");
  readonly shelf = signal<Shelf>("open");
  readonly asked = signal<ReadonlySet<string>>(new Set());
  readonly voted = signal<ReadonlySet<string>>(new Set());
  /** What the server said to the last act that it refused. */
  readonly refusal = signal<string | null>(null);
  private readonly seen = signal<ReadonlySet<string>>(new Set());

  readonly all = computed(() => this.store.talk.value?.questions ?? []);
  readonly isThere = computed(() => this.store.talk.value?.rules.questions_open === true || this.all.value.length > 0);
  readonly answering = computed(() => this.all.value.find((question) => question.status === "answering") ?? null);
  readonly openCount = computed(() => this.onShelf("open").length);
  readonly unread = computed(() => {
    const news = this.store.isTeam.value ? [...this.onShelf("open"), ...this.onShelf("review")] : this.onShelf("open");
    return news.filter(({ id }) => !this.seen.value.has(id) && !this.asked.value.has(id)).length;
  });

  constructor(
    private readonly call: Call,
    private readonly lasting: LastingCalls,
    private readonly store: RoomStore,
    name: (what: string) => string,
  ) {
    this.draft = new Kept(name("question"), "");
    const kept = new Kept<PendingLine[]>(name("questions"), []);
    this.outbox = new Outbox(call, kept, () => store.lastSeq, postQuestion);
  }

  onShelf(shelf: Shelf): Question[] {
    return this.all.value.filter((question) => shelfOf(question) === shelf);
  }

  sorted(shelf: Shelf): Question[] {
    return sortQuestions(this.onShelf(shelf), this.sort.value, (question) => this.votesOf(question));
  }

  votesOf(question: Question): number {
    return this.store.votes.value[question.seq] ?? 0;
  }

  ask(text: string, anonymous: boolean): void {
    this.outbox.add(text, this.store.now(), { anonymous });
  }

  /** Shown at once; taken back if the server refuses. */
  async vote({ id }: Question, up: boolean): Promise<void> {
    this.setVoted(id, up);
    this.refusal.value = null;
    try {
      await this.call("question.vote", { id, up });
    } catch (reason) {
      this.setVoted(id, !up);
      if (!(reason instanceof CallLost)) this.refuse(reason);
    }
  }

  mark({ id }: Question, status: Mark): Promise<boolean> {
    return this.act(() => this.lasting.do("question.mark", { id, status }));
  }

  answer({ id }: Question, text: string): Promise<boolean> {
    return this.act(() => this.lasting.do("question.answer", { id, text }));
  }

  lookedAt(): void {
    this.seen.value = new Set(this.all.value.map(({ id }) => id));
  }

  connected(isFresh: boolean): void {
    this.outbox.connected();
    if (isFresh && this.all.value.length > 0) void this.readMine();
  }

  disconnected(): void {
    this.outbox.disconnected();
  }

  /** One's own questions that are in the log now leave the box, and are known as one's own. */
  confirm(): void {
    const pending = new Set(this.outbox.pending.value.map((line) => line.client_id));
    if (pending.size === 0) return;
    const arrived = this.all.value.filter((question) => pending.has(question.client_id));
    if (arrived.length === 0) return;
    this.asked.value = new Set([...this.asked.value, ...arrived.map(({ id }) => id)]);
    this.outbox.confirm(arrived);
  }

  private async readMine(): Promise<void> {
    try {
      const mine = await this.call("question.mine", {});
      this.asked.value = new Set([...this.asked.value, ...mine.asked]);
      this.voted.value = new Set(mine.voted);
    } catch {
      // The server knows all the same; only the marks are missing until the next start.
    }
  }

  private async act(work: () => Promise<unknown>): Promise<boolean> {
    this.refusal.value = null;
    try {
      await work();
      return true;
    } catch (reason) {
      this.refuse(reason);
      return false;
    }
  }

  private refuse(reason: unknown): void {
    this.refusal.value = reason instanceof CallRefused ? reason.error.detail : null;
  }

  private setVoted(id: string, up: boolean): void {
    const others = [...this.voted.value].filter((one) => one !== id);
    this.voted.value = new Set(up ? [...others, id] : others);
  }
}

export function shelfOf({ status }: Question): Shelf {
  if (status === "held") return "review";
  if (status === "answering") return "open";
  return status;
}

/** What is answered now stands first; then by votes, older first among equals, or the newest first. */
export function sortQuestions(questions: Question[], sort: Sort, votes: (question: Question) => number): Question[] {
  const now = (question: Question): number => (question.status === "answering" ? 1 : 0);
  const byVotes = (a: Question, b: Question): number => votes(b) - votes(a) || a.seq - b.seq;
  const rest = sort === "votes" ? byVotes : (a: Question, b: Question): number => b.seq - a.seq;
  return [...questions].sort((a, b) => now(b) - now(a) || rest(a, b));
}
