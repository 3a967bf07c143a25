import { type ReadonlySignal, signal } from "@preact/signals";
import type {
  ByeFrame,
  CallFrame,
  CallName,
  Calls,
  HelloFrame,
  ServerFrame,
  WaitFrame,
  WelcomeFrame,
} from "../gen/room";
import { steadily } from "../state/steady";
import { backoffMs } from "./backoff";
import { CallLost, OpenCalls } from "./calls";

/**
 * The room's WebSocket, kept alive.
 *
 * Opens, says hello with the place the client has reached, and comes back by itself after any break with a growing,
 * random wait. It stops for good only when the server says goodbye with `retry: false`, or on `close()`. Frames that
 * arrive before the welcome of a new connection wait until it was handled.
 */

export type ConnectionState =
  | { kind: "connecting"; attempt: number }
  | { kind: "open" }
  /** At the door, until someone of the team answers. */
  | { kind: "knocking"; name: string }
  | { kind: "waiting"; attempt: number; until: number }
  | { kind: "closed"; bye: ByeFrame | null };

export type LiveFrame = Exclude<ServerFrame, { t: "welcome" } | { t: "wait" } | { t: "answer" } | { t: "bye" }>;

export interface Place {
  since: number | null;
  incarnation: string | null;
}

export interface RoomConnectionOptions {
  url: string;
  seat: string;
  tab: string;
  /** What refusals are to be written in. */
  language: string;
  /** How far the client has come; asked at each hello. */
  place: () => Place;
  onWelcome: (frame: WelcomeFrame) => void;
  /** False when the frame leaves a gap: the connection is made anew from the place reached. */
  onFrame: (frame: LiveFrame) => boolean;
  openSocket?: (url: string) => WebSocket;
  /** Calls at an even pace, in hidden tabs too. */
  steadily?: typeof steadily;
}

const WELCOME_WITHIN_MS = 12_000;
const PING_EACH_MS = 15_000;
const PONG_WITHIN_MS = 8_000;
/** After sleep or a change of network a dead line should be noticed sooner. */
const PROBE_WITHIN_MS = 3_000;
const CALL_WITHIN_MS = 15_000;
/** Browsers make the timers of hidden tabs late, by a minute after some time; what is overdue is done with this beat. */
const BEAT_MS = 5_000;

type Timer = ReturnType<typeof setTimeout>;

export class RoomConnection {
  readonly state: ReadonlySignal<ConnectionState>;
  private readonly current = signal<ConnectionState>({ kind: "connecting", attempt: 0 });
  private readonly calls = new OpenCalls();
  private socket: WebSocket | null = null;
  private isWelcomed = false;
  private early: LiveFrame[] = [];
  private attempt = 0;
  private welcomeTimer: Timer | undefined;
  private seat: string;
  private pingTimer: Timer | undefined;
  private retryTimer: Timer | undefined;
  /** When the next ping or try is due, by the clock that nobody sets. */
  private dueAt = Number.POSITIVE_INFINITY;
  private stopBeat = (): void => undefined;

  constructor(private readonly options: RoomConnectionOptions) {
    this.state = this.current;
    this.seat = options.seat;
  }

  open(): void {
    addEventListener("online", this.comeBackNow);
    addEventListener("offline", this.wentOffline);
    addEventListener("pageshow", this.probe);
    document.addEventListener("visibilitychange", this.probe);
    this.stopBeat = (this.options.steadily ?? steadily)(BEAT_MS, () => this.doOverdue());
    this.connect();
  }

  close(): void {
    this.stop({ kind: "closed", bye: null });
  }

  /** Rejects with CallRefused (the server said no) or CallLost (no answer; it may have taken effect). */
  call<N extends CallName>(name: N, what: Calls[N]["with"], timeoutMs = CALL_WITHIN_MS): Promise<Calls[N]["ok"]> {
    const kind = this.current.value.kind;
    if ((kind !== "open" && !(kind === "knocking" && name === "ping")) || this.socket === null) {
      return Promise.reject(new CallLost("Not connected."));
    }
    const { id, answer } = this.calls.add<N>(timeoutMs);
    const frame: CallFrame = { t: "call", id, do: name, with: what };
    this.socket.send(JSON.stringify(frame));
    return answer;
  }

  /** From the next hello on. */
  useSeat(seat: string): void {
    this.seat = seat;
  }

  /** Does not wait for the next try. */
  readonly comeBackNow = (): void => {
    if (this.current.value.kind === "waiting") this.connect();
    else void this.probe();
  };

  private connect(): void {
    this.dropSocket();
    this.current.value = { kind: "connecting", attempt: this.attempt };
    const socket = (this.options.openSocket ?? ((url) => new WebSocket(url)))(this.options.url);
    this.socket = socket;
    this.welcomeTimer = setTimeout(() => this.lost(socket), WELCOME_WITHIN_MS);
    socket.onopen = () => this.sayHello(socket);
    socket.onmessage = (message: MessageEvent<string>) => {
      if (socket === this.socket) this.receive(JSON.parse(message.data) as ServerFrame);
    };
    socket.onclose = () => this.lost(socket);
  }

  private sayHello(socket: WebSocket): void {
    const { tab, language, place } = this.options;
    const hello: HelloFrame = { t: "hello", seat: this.seat, tab, language, ...place() };
    socket.send(JSON.stringify(hello));
  }

  private receive(frame: ServerFrame): void {
    switch (frame.t) {
      case "welcome":
        return this.welcome(frame);
      case "wait":
        return this.wait(frame);
      case "answer":
        return this.calls.settle(frame);
      case "bye":
        return this.bye(frame);
      default:
        if (this.isWelcomed) this.deliver(frame);
        else this.early.push(frame);
    }
  }

  private welcome(frame: WelcomeFrame): void {
    clearTimeout(this.welcomeTimer);
    this.attempt = 0;
    this.isWelcomed = true;
    this.current.value = { kind: "open" };
    this.options.onWelcome(frame);
    const held = this.early;
    this.early = [];
    for (const early of held) this.deliver(early);
    this.schedulePing();
  }

  private wait(frame: WaitFrame): void {
    clearTimeout(this.welcomeTimer);
    this.attempt = 0;
    this.current.value = { kind: "knocking", name: frame.name };
    this.schedulePing();
  }

  private deliver(frame: LiveFrame): void {
    if (!this.options.onFrame(frame)) this.connect();
  }

  private bye(frame: ByeFrame): void {
    if (frame.retry) this.lost(this.socket);
    else this.stop({ kind: "closed", bye: frame });
  }

  private schedulePing(): void {
    clearTimeout(this.pingTimer);
    this.pingTimer = setTimeout(() => void this.ping(PONG_WITHIN_MS), PING_EACH_MS);
    this.dueAt = performance.now() + PING_EACH_MS;
  }

  private doOverdue(): void {
    if (performance.now() < this.dueAt) return;
    if (this.current.value.kind === "waiting") this.connect();
    else if (this.current.value.kind === "open") void this.ping(PONG_WITHIN_MS);
  }

  private async ping(withinMs: number): Promise<void> {
    const socket = this.socket;
    clearTimeout(this.pingTimer);
    this.dueAt = Number.POSITIVE_INFINITY;
    try {
      await this.call("ping", {}, withinMs);
      if (socket === this.socket) this.schedulePing();
    } catch (reason) {
      if (reason instanceof CallLost) this.lost(socket);
      else if (socket === this.socket) this.schedulePing();
    }
  }

  private readonly probe = (): void => {
    if (document.visibilityState === "hidden") return;
    if (this.current.value.kind === "waiting") this.connect();
    else if (this.current.value.kind === "open" || this.current.value.kind === "knocking")
      void this.ping(PROBE_WITHIN_MS);
  };

  private readonly wentOffline = (): void => {
    if (this.current.value.kind === "open" || this.current.value.kind === "knocking") this.lost(this.socket);
  };

  private lost(socket: WebSocket | null): void {
    const kind = this.current.value.kind;
    if (socket !== this.socket || kind === "closed" || kind === "waiting") return;
    this.dropSocket();
    this.attempt += 1;
    const waitMs = backoffMs(this.attempt);
    this.current.value = { kind: "waiting", attempt: this.attempt, until: Date.now() + waitMs };
    this.retryTimer = setTimeout(() => this.connect(), waitMs);
    this.dueAt = performance.now() + waitMs;
  }

  private stop(state: ConnectionState): void {
    this.dropSocket();
    this.stopBeat();
    this.current.value = state;
    removeEventListener("online", this.comeBackNow);
    removeEventListener("offline", this.wentOffline);
    removeEventListener("pageshow", this.probe);
    document.removeEventListener("visibilitychange", this.probe);
  }

  private dropSocket(): void {
    clearTimeout(this.welcomeTimer);
    clearTimeout(this.pingTimer);
    clearTimeout(this.retryTimer);
    this.dueAt = Number.POSITIVE_INFINITY;
    const socket = this.socket;
    this.socket = null;
    this.isWelcomed = false;
    this.early = [];
    if (socket !== null) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    }
    this.calls.loseAll();
  }
}
