import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { ServerFrame } from "../gen/room";
import { chatEntry, welcomeFrame } from "../testing/frames";
import { backoffMs } from "./backoff";
import { CallLost, CallRefused } from "./calls";
import { type LiveFrame, RoomConnection } from "./RoomConnection";

/** The server's end of one socket, driven by the test. */
class FakeSocket {
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;
  readonly sent: Array<Record<string, unknown>> = [];
  isClosed = false;

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }

  close(): void {
    this.isClosed = true;
  }

  say(frame: ServerFrame): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
}

class Page extends EventTarget {
  readonly visibilityState = "visible";
}

let sockets: FakeSocket[];
let frames: LiveFrame[];
let isWhole: boolean;
let since: number | null;

beforeEach(() => {
  vi.useFakeTimers();
  const page = new Page();
  vi.stubGlobal("document", page);
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
  vi.stubGlobal("removeEventListener", page.removeEventListener.bind(page));
  vi.stubGlobal("dispatchEvent", page.dispatchEvent.bind(page));
  [sockets, frames, isWhole, since] = [[], [], true, null];
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function opened(): RoomConnection {
  const connection = new RoomConnection({
    url: "ws://room",
    seat: "seat",
    tab: "tab",
    language: "fr",
    place: () => ({ since, incarnation: "i-1" }),
    onWelcome: (frame) => {
      since = frame.seq;
    },
    onFrame: (frame) => {
      frames.push(frame);
      return isWhole;
    },
    openSocket: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
  });
  connection.open();
  return connection;
}

function latest(): FakeSocket {
  const socket = sockets.at(-1);
  if (socket === undefined) throw new Error("no socket was opened");
  return socket;
}

function welcomed(): RoomConnection {
  const connection = opened();
  latest().onopen?.();
  latest().say(welcomeFrame({ seq: 41 }));
  return connection;
}

describe("RoomConnection", () => {
  test("waits at the door without hurry, asks nothing there but a ping, and is open after the welcome", async () => {
    const connection = opened();
    latest().onopen?.();
    latest().say({ t: "wait", name: "Noor" });
    vi.advanceTimersByTime(14_000);

    await expect(connection.call("people.list", {})).rejects.toBeInstanceOf(CallLost);
    vi.advanceTimersByTime(1_000);

    expect(connection.state.value).toEqual({ kind: "knocking", name: "Noor" });
    expect(latest().sent.at(-1)).toMatchObject({ do: "ping" });
    latest().say(welcomeFrame());
    expect(connection.state.value).toEqual({ kind: "open" });
  });

  test("says hello with the seat it was given last", () => {
    const connection = welcomed();

    connection.useSeat("newer");
    latest().onclose?.();
    vi.advanceTimersByTime(10_000);
    latest().onopen?.();

    expect(latest().sent[0]).toMatchObject({ t: "hello", seat: "newer" });
  });

  test("says hello first and is open after the welcome", () => {
    const connection = opened();
    latest().onopen?.();
    expect(latest().sent).toEqual([
      { t: "hello", seat: "seat", tab: "tab", language: "fr", since: null, incarnation: "i-1" },
    ]);
    expect(connection.state.value.kind).toBe("connecting");

    latest().say(welcomeFrame({ seq: 41 }));

    expect(connection.state.value).toEqual({ kind: "open" });
  });

  test("comes back with the number it has reached", () => {
    const connection = welcomed();

    latest().onclose?.();
    expect(connection.state.value).toMatchObject({ kind: "waiting", attempt: 1 });
    vi.advanceTimersByTime(1000);
    latest().onopen?.();

    expect(sockets.length).toBe(2);
    expect(latest().sent[0]).toMatchObject({ t: "hello", since: 41 });
  });

  test("frames before the welcome are held until it was handled", () => {
    opened();
    latest().onopen?.();
    latest().say({ t: "log", entries: [chatEntry(42, "early")] });
    expect(frames).toEqual([]);

    latest().say(welcomeFrame({ seq: 41 }));

    expect(frames.map((frame) => frame.t)).toEqual(["log"]);
  });

  test("a gap makes it connect anew at once", () => {
    welcomed();
    isWhole = false;

    latest().say({ t: "log", entries: [chatEntry(44, "gap")] });

    expect(sockets.length).toBe(2);
    expect(sockets[0]?.isClosed).toBe(true);
  });

  test("answers reach their calls", async () => {
    const connection = welcomed();

    const answer = connection.call("chat.post", {
      text: "Hello",
      client_id: "c",
      to: "everyone",
      thread: null,
      reply_to: null,
    });
    latest().say({ t: "answer", id: 1, ok: { seq: 42, id: "m" } });

    await expect(answer).resolves.toEqual({ seq: 42, id: "m" });
  });

  test("a refusal carries the server's words", async () => {
    const connection = welcomed();
    const error = { kind: "forbidden", code: "not_a_host", detail: "Only a host can start." } as const;

    const answer = connection.call("session.start", {});
    latest().say({ t: "answer", id: 1, error });

    await expect(answer).rejects.toEqual(new CallRefused(error));
  });

  test("open calls are lost with the connection, and calls without one are lost at once", async () => {
    const connection = welcomed();
    const answer = connection.call("session.start", {});
    latest().onclose?.();

    await expect(answer).rejects.toBeInstanceOf(CallLost);
    await expect(connection.call("ping", {})).rejects.toBeInstanceOf(CallLost);
  });

  test("a ping without answer ends the connection", async () => {
    const connection = welcomed();

    await vi.advanceTimersByTimeAsync(15_000);
    expect(latest().sent.at(-1)).toMatchObject({ do: "ping" });
    await vi.advanceTimersByTimeAsync(8_000);

    expect(connection.state.value.kind).toBe("waiting");
  });

  test("an answered ping keeps it and schedules the next", async () => {
    const connection = welcomed();

    await vi.advanceTimersByTimeAsync(15_000);
    latest().say({ t: "answer", id: 1, ok: { now: 1 } });
    await vi.advanceTimersByTimeAsync(15_000);

    expect(connection.state.value.kind).toBe("open");
    expect(latest().sent.filter((frame) => frame.do === "ping").length).toBe(2);
  });

  test("a goodbye for good stops it", () => {
    const connection = welcomed();

    latest().say({ t: "bye", code: "removed", detail: "A host removed you.", retry: false });
    vi.advanceTimersByTime(120_000);

    expect(connection.state.value).toMatchObject({ kind: "closed", bye: { code: "removed" } });
    expect(sockets.length).toBe(1);
  });

  test("a goodbye with retry brings it back", () => {
    welcomed();

    latest().say({ t: "bye", code: "restarting", detail: "", retry: true });
    vi.advanceTimersByTime(1000);

    expect(sockets.length).toBe(2);
  });

  test("the network going away is noticed, its return does not wait", () => {
    const connection = welcomed();

    dispatchEvent(new Event("offline"));
    expect(connection.state.value.kind).toBe("waiting");
    dispatchEvent(new Event("online"));

    expect(sockets.length).toBe(2);
  });
});

test("waits double up to fifteen seconds and never fall under half", () => {
  const longest = [1, 2, 3, 4, 5, 6, 20].map((attempt) => backoffMs(attempt, () => 1));
  const shortest = [1, 2, 3, 4, 5, 6, 20].map((attempt) => backoffMs(attempt, () => 0));

  expect(longest).toEqual([800, 1600, 3200, 6400, 12_800, 15_000, 15_000]);
  expect(shortest).toEqual([400, 800, 1600, 3200, 6400, 7500, 7500]);
});
