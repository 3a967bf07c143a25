import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { RoomConnection } from "../connection/RoomConnection";
import type { ServerFrame } from "../gen/room";
import { countdown } from "../i18n/times";
import { welcomeFrame } from "../testing/frames";
import { RoomStore } from "./RoomStore";

const HOUR_MS = 3_600_000;
const SERVER = 1_767_225_600_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe("a clock that is wrong by an hour", () => {
  test.each([HOUR_MS, -HOUR_MS])("by %i ms changes no time that is shown", (skew) => {
    vi.setSystemTime(SERVER + skew);
    const store = new RoomStore();
    const frame = welcomeFrame({ now: SERVER });
    store.welcome(frame);

    vi.advanceTimersByTime(60_000);

    expect(store.now()).toBe(SERVER + 60_000);
    expect(countdown(SERVER + 360_000 - store.now())).toBe("05:00");
  });

  test("and is set right while the room is open does not make time jump", () => {
    vi.setSystemTime(SERVER - HOUR_MS);
    const store = new RoomStore();
    store.welcome(welcomeFrame({ now: SERVER }));

    vi.setSystemTime(SERVER + 1_000);
    vi.advanceTimersByTime(1_000);

    expect(Math.abs(store.now() - (SERVER + 1_000))).toBeLessThanOrEqual(1);
  });
});

/** The server's end of one socket. */
class FakeSocket {
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;
  readonly sent: string[] = [];

  send(text: string): void {
    this.sent.push(text);
  }

  close(): void {
    this.onclose = null;
  }

  say(frame: ServerFrame): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
}

describe("a hidden tab whose timers come a minute late", () => {
  const sockets: FakeSocket[] = [];
  let beat: () => void;

  function opened(): RoomConnection {
    sockets.length = 0;
    const page = Object.assign(new EventTarget(), { visibilityState: "hidden" });
    vi.stubGlobal("document", page);
    vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
    vi.stubGlobal("removeEventListener", page.removeEventListener.bind(page));
    const real = setTimeout;
    vi.stubGlobal("setTimeout", (act: () => void, ms: number) => real(act, Math.max(ms, 60_000)));
    const connection = new RoomConnection({
      url: "ws://room",
      seat: "seat",
      tab: "tab",
      language: "en",
      place: () => ({ since: 4, incarnation: "i-1" }),
      onWelcome: () => undefined,
      onFrame: () => true,
      openSocket: () => {
        const socket = new FakeSocket();
        sockets.push(socket);
        return socket as unknown as WebSocket;
      },
      steadily: (_, act) => {
        beat = act;
        return () => undefined;
      },
    });
    connection.open();
    sockets[0]?.onopen?.();
    sockets[0]?.say(welcomeFrame({}));
    return connection;
  }

  function passes(ms: number): void {
    for (let passed = 0; passed < ms; passed += 5_000) {
      vi.advanceTimersByTime(5_000);
      beat();
    }
  }

  test("still pings often enough to stay in the room", async () => {
    opened();

    passes(15_000);

    expect(sockets[0]?.sent.filter((text) => text.includes('"ping"')).length).toBe(1);
  });

  test("comes back after a break without waiting for its timers", () => {
    const connection = opened();

    sockets[0]?.onclose?.();
    passes(5_000);
    sockets[1]?.onopen?.();
    sockets[1]?.say(welcomeFrame({}));

    expect(connection.state.value.kind).toBe("open");
    expect(sockets[1]?.sent[0]).toContain('"since":4');
  });
});
