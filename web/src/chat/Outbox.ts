import { signal } from "@preact/signals";
import { CallLost, CallRefused } from "../connection/calls";
import { newId } from "../connection/ids";
import type { Channel, Reply } from "../gen/room";
import type { Call } from "../media/signalling";

/** A line that is not in the log yet. `refused` holds the server's words when it will not be sent again by itself. */
export interface PendingLine {
  client_id: string;
  text: string;
  at: number;
  refused: string | null;
  /** The server's words when it wants the line later. */
  delay?: string | null;
  to?: Channel;
  /** The attendee of a direct line of the team. */
  thread?: string | null;
  reply?: Reply | null;
  /** Of a question. */
  anonymous?: boolean;
}

export type Aim = Pick<PendingLine, "to" | "thread" | "reply" | "anonymous">;
export type Post = (call: Call, line: PendingLine) => Promise<{ seq: number }>;

export const postLine: Post = (call, { text, client_id, to = "everyone", thread = null, reply = null }) =>
  call("chat.post", { text, client_id, to, thread, reply_to: reply?.id ?? null });

export const postQuestion: Post = (call, { text, client_id, anonymous = false }) =>
  call("question.ask", { text, client_id, anonymous });

const LIMITED_WAIT_MS = 2_000;

/**
 * Chat lines, or questions, on their way to the log, in the order they were written.
 *
 * A line keeps its `client_id` through every try, so the server takes it once, however often it is sent. It leaves the
 * box when it is seen in the log. The box outlives a reload of the tab.
 */
export class Outbox {
  readonly pending = signal<PendingLine[]>([]);
  private isSending = false;
  private isConnected = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly call: Call,
    private readonly kept: { load: () => PendingLine[]; save: (lines: PendingLine[]) => void },
    /** Number up to which this page knows the log. */
    private readonly reached: () => number | null,
    private readonly post: Post = postLine,
  ) {
    this.pending.value = kept.load();
  }

  /** Takes a line in; returns the id it keeps until it is in the log. */
  add(text: string, at: number, aim: Aim = {}): string {
    const client_id = newId();
    this.set([...this.pending.value, { client_id, text, at, refused: null, ...aim }]);
    void this.flush();
    return client_id;
  }

  again(clientId: string): void {
    this.change(clientId, null);
    void this.flush();
  }

  discard(clientId: string): void {
    this.set(this.pending.value.filter((line) => line.client_id !== clientId));
  }

  /** Lines that are in the log now, whoever brought the news. */
  confirm(lines: { client_id: string }[]): void {
    if (this.pending.value.length === 0) return;
    const arrived = new Set(lines.map((line) => line.client_id));
    if (this.pending.value.some((line) => arrived.has(line.client_id))) {
      this.set(this.pending.value.filter((line) => !arrived.has(line.client_id)));
    }
  }

  connected(): void {
    this.isConnected = true;
    void this.flush();
  }

  disconnected(): void {
    this.isConnected = false;
    clearTimeout(this.timer);
  }

  private async flush(): Promise<void> {
    if (this.isSending || !this.isConnected) return;
    this.isSending = true;
    const sent = new Set<string>();
    for (let next = this.nextAfter(sent); next !== undefined && this.isConnected; next = this.nextAfter(sent)) {
      sent.add(next.client_id);
      if (!(await this.send(next))) break;
    }
    this.isSending = false;
  }

  private nextAfter(sent: ReadonlySet<string>): PendingLine | undefined {
    return this.pending.value.find((line) => line.refused === null && !sent.has(line.client_id));
  }

  /** False when the others should wait. */
  private async send(line: PendingLine): Promise<boolean> {
    const { client_id } = line;
    try {
      const { seq } = await this.post(this.call, line);
      // The log has passed it already: an earlier try was taken, and its line may be too old to be in view.
      if (seq <= (this.reached() ?? -1)) this.discard(client_id);
      return true;
    } catch (reason) {
      if (reason instanceof CallRefused && !isPassing(reason)) {
        this.change(client_id, reason.error.detail);
        return true;
      }
      if (reason instanceof CallRefused) this.change(client_id, null, reason.error.detail);
      // A lost answer is asked for again too: the same client_id gives the same line.
      if (reason instanceof CallRefused || reason instanceof CallLost) this.flushLater();
      return false;
    }
  }

  private flushLater(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), LIMITED_WAIT_MS);
  }

  private change(clientId: string, refused: string | null, delay: string | null = null): void {
    this.set(this.pending.value.map((line) => (line.client_id === clientId ? { ...line, refused, delay } : line)));
  }

  private set(lines: PendingLine[]): void {
    this.pending.value = lines;
    this.kept.save(lines);
  }
}

function isPassing({ error }: CallRefused): boolean {
  return error.kind === "limited" || error.kind === "unavailable";
}
