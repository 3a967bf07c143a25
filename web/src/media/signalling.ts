import type { CallName, Calls, MediaCandidate } from "../gen/room";

/** What media needs of the connection; the tests give their own. */
export type Call = <N extends CallName>(name: N, what: Calls[N]["with"], timeoutMs?: number) => Promise<Calls[N]["ok"]>;

/** A PeerConnection may recover from `disconnected` by itself; after this it is given up. */
const GIVE_UP_AFTER_MS = 5_000;

/** Sends this side's candidates once the server knows the PeerConnection; before that they wait. */
export class CandidateSender {
  private waiting: MediaCandidate["candidate"][] | null = [];

  constructor(
    pc: RTCPeerConnection,
    private readonly name: MediaCandidate["pc"],
    private readonly call: Call,
  ) {
    pc.addEventListener("icecandidate", ({ candidate }) => this.add(candidate));
  }

  /** The server has the offer or answer now. */
  start(): void {
    const waiting = this.waiting ?? [];
    this.waiting = null;
    for (const candidate of waiting) this.send(candidate);
  }

  private add(candidate: RTCIceCandidate | null): void {
    const plain = candidate === null ? null : toPlain(candidate);
    if (this.waiting !== null) this.waiting.push(plain);
    else this.send(plain);
  }

  private send(candidate: MediaCandidate["candidate"]): void {
    // A lost candidate is not worth an error: if none works, the PeerConnection fails and is made anew.
    this.call("media.candidate", { pc: this.name, candidate }).catch(() => undefined);
  }
}

/** Calls `onFailed` once when the PeerConnection fails, or stays disconnected. */
export function watchHealth(pc: RTCPeerConnection, onFailed: () => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  pc.addEventListener("connectionstatechange", () => {
    clearTimeout(timer);
    if (pc.connectionState === "failed") onFailed();
    if (pc.connectionState === "disconnected") {
      timer = setTimeout(() => pc.connectionState === "disconnected" && onFailed(), GIVE_UP_AFTER_MS);
    }
  });
}

function toPlain({ candidate, sdpMid, sdpMLineIndex, usernameFragment }: RTCIceCandidate): MediaCandidate["candidate"] {
  return { candidate, sdpMid, sdpMLineIndex, usernameFragment };
}
