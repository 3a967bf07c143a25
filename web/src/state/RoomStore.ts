import { batch, computed, signal } from "@preact/signals";
import type { LiveFrame, Place } from "../connection/RoomConnection";
import type {
  ChatLine,
  Entry,
  Feed,
  Grade,
  PersonHere,
  PresentState,
  Snapshot,
  WelcomeFrame,
  You,
  YouFrame,
} from "../gen/room";
import { apply } from "./apply";
import { changeLine } from "./talk";

/**
 * What this page knows of the room: the lasting part (`snapshot`, numbered by `seq`) and what passes.
 *
 * Only `welcome` and `receive` change it. Views read the signals.
 */
export class RoomStore {
  readonly snapshot = signal<Snapshot | null>(null);
  readonly you = signal<You | null>(null);
  readonly present = signal<PresentState>({ count: 0, waiting: 0, team: [] });
  readonly feeds = signal<Feed[]>([]);
  /** Who waits to be let in; for the team. */
  readonly knocks = signal<PersonHere[]>([]);
  readonly speaking = signal<ReadonlySet<string>>(new Set());
  /** How people are connected, as far as the team is told; who is not in it is well. */
  readonly grades = signal<ReadonlyMap<string, Grade>>(new Map());
  /** Lines before those of the snapshot, fetched on demand or pushed out of it; oldest first. */
  readonly olderLines = signal<ChatLine[]>([]);
  /** Votes by the number of their question. */
  readonly votes = signal<Record<string, number>>({});
  private readonly moreBefore = signal(false);

  readonly lines = computed(() => [...this.olderLines.value, ...(this.snapshot.value?.chat ?? [])]);
  readonly talk = computed(() => this.snapshot.value?.talk ?? null);
  /** Everything this person reads, in its order: public lines, and what the team says to itself and to one. */
  readonly shown = computed(() => {
    const own = this.talk.value?.private ?? [];
    return own.length === 0 ? this.lines.value : [...this.lines.value, ...own].sort((a, b) => a.seq - b.seq);
  });
  readonly hasOlder = computed(() =>
    this.olderLines.value.length > 0 ? this.moreBefore.value : (this.snapshot.value?.chat_before ?? false),
  );
  readonly status = computed(() => this.snapshot.value?.session.status ?? null);
  readonly isTeam = computed(() => this.you.value !== null && this.you.value.role !== "attendee");

  private seq: number | null = null;
  private incarnation: string | null = null;
  /** Add to the running time of this page, which no change of the device's clock touches, to get the server's clock. */
  private clockAheadMs = Date.now() - performance.now();

  get place(): Place {
    return { since: this.seq, incarnation: this.incarnation };
  }

  get lastSeq(): number | null {
    return this.seq;
  }

  /** Milliseconds since 1970 by the server's clock. */
  now(): number {
    return performance.now() + this.clockAheadMs;
  }

  /** Takes the start or resume; returns the chat lines that came while the page was away. */
  welcome(frame: WelcomeFrame): ChatLine[] {
    const reached = this.seq;
    return batch(() => {
      this.incarnation = frame.incarnation;
      this.clockAheadMs = frame.now - performance.now();
      this.you.value = frame.you;
      this.present.value = frame.present;
      this.feeds.value = frame.feeds;
      this.votes.value = frame.votes;
      this.speaking.value = new Set();
      this.knocks.value = [];
      this.grades.value = new Map();
      if (frame.snapshot !== null) this.begin(frame.snapshot, frame.seq);
      else this.applyAll(frame.entries);
      if (reached === null) return [];
      return (this.snapshot.value?.chat ?? []).filter((line) => line.seq > reached);
    });
  }

  /** False when an entry is missing before this frame. */
  receive(frame: LiveFrame): boolean {
    switch (frame.t) {
      case "log":
        return batch(() => this.applyAll(frame.entries));
      case "present":
        this.present.value = { count: frame.count, waiting: frame.waiting, team: frame.team };
        return true;
      case "feeds":
        this.feeds.value = frame.feeds;
        return true;
      case "you":
        batch(() => this.become(frame));
        return true;
      case "knocks":
        this.knocks.value = frame.people;
        return true;
      case "speaking":
        this.speaking.value = new Set(frame.people);
        return true;
      case "votes":
        this.votes.value = { ...this.votes.value, ...frame.counts };
        return true;
      case "grades":
        this.grades.value = new Map([...this.grades.value, ...Object.entries(frame.grades)]);
        return true;
      default:
        return true;
    }
  }

  addOlder(lines: ChatLine[], more: boolean): void {
    batch(() => {
      const known = this.lines.value[0]?.seq ?? Number.POSITIVE_INFINITY;
      this.olderLines.value = [...lines.filter((line) => line.seq < known), ...this.olderLines.value];
      this.moreBefore.value = more;
    });
  }

  /** Lets go of fetched lines; they can be fetched again. */
  forgetOlder(): void {
    this.olderLines.value = [];
  }

  /** Takes other rights; with another role also what there is to see from now on. */
  private become(frame: YouFrame): void {
    this.you.value = frame.you;
    if (frame.snapshot !== null) this.begin(frame.snapshot, frame.seq);
    if (frame.you.role !== "attendee") return;
    this.knocks.value = [];
    this.grades.value = new Map();
  }

  private begin(snapshot: Snapshot, seq: number): void {
    this.snapshot.value = snapshot;
    this.seq = seq;
    this.olderLines.value = [];
  }

  private applyAll(entries: Entry[]): boolean {
    let snapshot = this.snapshot.value;
    if (snapshot === null || this.seq === null) return false;
    let pushedOut: ChatLine[] = [];
    let isWhole = true;
    for (const entry of entries) {
      if (entry.seq <= this.seq) continue;
      if (entry.seq !== this.seq + 1) {
        isWhole = false;
        break;
      }
      const first: ChatLine | undefined = snapshot.chat[0];
      snapshot = apply(snapshot, entry);
      if (first !== undefined && snapshot.chat[0]?.id !== first.id) pushedOut.push(first);
      if (entry.kind === "chat.changed") {
        this.olderLines.value = changeLine(this.olderLines.value, entry.data);
        pushedOut = changeLine(pushedOut, entry.data);
      }
      this.seq = entry.seq;
    }
    this.snapshot.value = snapshot;
    this.keepPushedOut(pushedOut);
    return isWhole;
  }

  private keepPushedOut(lines: ChatLine[]): void {
    if (lines.length === 0) return;
    if (this.olderLines.value.length === 0) this.moreBefore.value = true;
    this.olderLines.value = [...this.olderLines.value, ...lines];
  }
}
