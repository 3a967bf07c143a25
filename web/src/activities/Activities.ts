import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { CallLost } from "../connection/calls";
import { newId } from "../connection/ids";
import type { Card, OwnVote, Poll, PollKind, Tally } from "../gen/room";
import type { Call } from "../media/signalling";
import type { RoomStore } from "../state/RoomStore";

const NOTHING: Tally = { id: "", count: 0, options: {}, answers: [] };

export interface PollDraft {
  kind: PollKind;
  question: string;
  options: string[];
  is_shared: boolean;
}

/** Polls, cards, files and slides as this page knows them: what the log does not hold, and what people do with them. */
export class Activities {
  readonly tallies = signal<ReadonlyMap<string, Tally>>(new Map());
  readonly ownVotes = signal<ReadonlyMap<string, OwnVote>>(new Map());
  /** Answers that no server has confirmed yet; they are sent again at the next welcome. */
  readonly unsent = signal<ReadonlyMap<string, OwnVote>>(new Map());
  /** Polls that were opened or answered before, so that each asks for attention once. */
  readonly noticed = signal<ReadonlySet<string>>(new Set());

  readonly polls = computed(() => this.store.snapshot.value?.polls ?? []);
  readonly openPolls = computed(() => this.polls.value.filter((poll) => poll.status === "open"));
  /** Open polls that this person has not answered. */
  readonly toAnswer: ReadonlySignal<Poll[]> = computed(() =>
    this.openPolls.value.filter((poll) => !this.answerTo(poll.id)),
  );
  readonly shownCards: ReadonlySignal<Card[]> = computed(() =>
    (this.store.snapshot.value?.cards ?? []).filter((card) => card.is_shown),
  );

  constructor(
    private readonly call: Call,
    private readonly store: RoomStore,
  ) {}

  tally(id: string): Tally {
    return this.tallies.value.get(id) ?? NOTHING;
  }

  /** The person's own answer, confirmed or on its way. */
  answerTo(pollId: string): OwnVote | null {
    return this.unsent.value.get(pollId) ?? this.ownVotes.value.get(pollId) ?? null;
  }

  take(tallies: Tally[]): void {
    this.tallies.value = new Map([...this.tallies.value, ...tallies.map((tally) => [tally.id, tally] as const)]);
  }

  /**
   * After each welcome: send what did not get through. The own answers are asked for at a fresh start only; who resumes
   * knows them, and a crowd that comes back at once need not ask.
   */
  async welcomed(isFresh: boolean): Promise<void> {
    try {
      if (isFresh && this.polls.value.some((poll) => poll.status !== "prepared")) await this.learnOwn();
      for (const vote of this.unsent.value.values()) await this.send(vote);
    } catch {
      // The next welcome tries again.
    }
  }

  /** Refusals are thrown; a lost connection is not one: the answer is kept and sent later. */
  async vote(poll: Poll, option_ids: string[], text: string | null): Promise<void> {
    const vote: OwnVote = { poll_id: poll.id, option_ids, text };
    this.unsent.value = new Map([...this.unsent.value, [poll.id, vote]]);
    await this.send(vote);
  }

  notice(pollId: string): void {
    this.noticed.value = new Set([...this.noticed.value, pollId]);
  }

  // --- the team

  async addPoll(draft: PollDraft, open: boolean): Promise<void> {
    await this.call("poll.add", { ...draft, open, client_id: newId() });
  }

  async changePoll(poll: Poll, draft: PollDraft): Promise<void> {
    await this.call("poll.change", { ...draft, poll_id: poll.id });
  }

  async openPoll(poll: Poll): Promise<void> {
    await this.call("poll.open", { poll_id: poll.id });
  }

  async closePoll(poll: Poll): Promise<void> {
    await this.call("poll.close", { poll_id: poll.id });
  }

  async share(poll: Poll, is_shared: boolean): Promise<void> {
    await this.call("poll.share", { poll_id: poll.id, is_shared });
  }

  async removePoll(poll: Poll): Promise<void> {
    await this.call("poll.remove", { poll_id: poll.id });
  }

  async addCard(card: { title: string; text: string; label: string; url: string }, show: boolean): Promise<void> {
    await this.call("card.add", { ...card, show, client_id: newId() });
  }

  async showCard(card: Card, is_shown: boolean): Promise<void> {
    await this.call("card.show", { card_id: card.id, is_shown });
  }

  async removeCard(card: Card): Promise<void> {
    await this.call("card.remove", { card_id: card.id });
  }

  async addNote(note: string): Promise<void> {
    await this.call("cue.add", { note, client_id: newId() });
  }

  async launch(cueId: string): Promise<void> {
    await this.call("cue.launch", { cue_id: cueId });
  }

  async moveCue(cueId: string, to: number): Promise<void> {
    await this.call("cue.move", { cue_id: cueId, to });
  }

  async removeNote(cueId: string): Promise<void> {
    await this.call("cue.remove", { cue_id: cueId });
  }

  async removeHandout(handoutId: string): Promise<void> {
    await this.call("handout.remove", { handout_id: handoutId });
  }

  async removeDeck(deckId: string): Promise<void> {
    await this.call("deck.remove", { deck_id: deckId });
  }

  async showSlides(deckId: string | null, page = 1): Promise<void> {
    await this.call("slides.show", { deck_id: deckId, page });
  }

  async removeFilm(filmId: string): Promise<void> {
    await this.call("film.remove", { film_id: filmId });
  }

  async showFilm(filmId: string | null): Promise<void> {
    await this.call("film.show", { film_id: filmId });
  }

  async playFilm(isPlaying: boolean): Promise<void> {
    await this.call(isPlaying ? "film.play" : "film.pause", {});
  }

  async seekFilm(ms: number): Promise<void> {
    await this.call("film.seek", { position_ms: Math.max(0, Math.round(ms)) });
  }

  private async learnOwn(): Promise<void> {
    const { votes } = await this.call("poll.mine", {});
    this.ownVotes.value = new Map(votes.map((vote) => [vote.poll_id, vote]));
  }

  private async send(vote: OwnVote): Promise<void> {
    try {
      await this.call("poll.vote", vote);
      this.ownVotes.value = new Map([...this.ownVotes.value, [vote.poll_id, vote]]);
    } catch (reason) {
      if (reason instanceof CallLost) return;
      this.forgetUnsent(vote);
      throw reason;
    }
    this.forgetUnsent(vote);
  }

  private forgetUnsent(vote: OwnVote): void {
    if (this.unsent.value.get(vote.poll_id) !== vote) return;
    this.unsent.value = new Map([...this.unsent.value].filter(([id]) => id !== vote.poll_id));
  }
}
