import type { Layer, MediaOfferFrame, WatchStream } from "../gen/room";
import type { Wish } from "./layers";
import { type Call, CandidateSender, watchHealth } from "./signalling";

export interface RemoteFeed {
  audio: MediaStreamTrack | null;
  video: MediaStreamTrack | null;
}

export interface ReceivedTrack {
  feed: string;
  mid: string;
  type: "audio" | "video";
  receiver: RTCRtpReceiver;
}

/**
 * One PeerConnection for everything received. The server offers, first and after each change of the stage. Made once
 * per `media.watch`: after `onFailed` close it, make another and watch again.
 */
export class Watcher {
  private readonly pc: RTCPeerConnection;
  private readonly candidates: CandidateSender;
  private streams: WatchStream[] = [];
  private queue: Promise<void> = Promise.resolve();
  private sentWishes = new Map<string, Wish>();

  constructor(
    private readonly call: Call,
    iceServers: RTCIceServer[],
    private readonly on: { connected: () => void; changed: () => void; failed: () => void },
  ) {
    this.pc = new RTCPeerConnection({ iceServers, bundlePolicy: "max-bundle" });
    this.candidates = new CandidateSender(this.pc, "watch", call);
    watchHealth(this.pc, on.failed);
    this.pc.addEventListener("connectionstatechange", () => {
      if (this.pc.connectionState === "connected") on.connected();
    });
  }

  /** Offers are answered one after the other, in the order they came. */
  offer(frame: MediaOfferFrame): void {
    this.queue = this.queue.then(() => this.answer(frame)).catch(() => this.on.failed());
  }

  get state(): RTCPeerConnectionState {
    return this.pc.connectionState;
  }

  get received(): ReceivedTrack[] {
    const byMid = new Map(this.pc.getTransceivers().map((one) => [one.mid, one.receiver]));
    return this.streams.flatMap(({ mid, feed, type }) => {
      const receiver = byMid.get(mid);
      return receiver === undefined ? [] : [{ mid, feed, type, receiver }];
    });
  }

  get feeds(): Map<string, RemoteFeed> {
    const feeds = new Map<string, RemoteFeed>();
    for (const { feed, type, receiver } of this.received) {
      const tracks = feeds.get(feed) ?? { audio: null, video: null };
      feeds.set(feed, { ...tracks, [type]: receiver.track });
    }
    return feeds;
  }

  /** Asks for each picture in some size or not at all, and only for what differs from the last time. */
  async wantPictures(wishOf: (feed: string) => Wish): Promise<void> {
    const layers: Layer[] = [];
    for (const { mid, feed, type } of this.streams) {
      const wish = wishOf(feed);
      if (type !== "video" || isSame(this.sentWishes.get(mid), wish)) continue;
      this.sentWishes.set(mid, wish);
      layers.push({ mid, ...wish });
    }
    if (layers.length === 0) return;
    await this.call("media.layers", { layers }).catch(() => this.sentWishes.clear());
  }

  /** What was asked for of each received picture, by feed. */
  get asked(): ReadonlyMap<string, Wish> {
    const videos = this.streams.filter(({ type }) => type === "video");
    return new Map(videos.map(({ mid, feed }) => [feed, this.sentWishes.get(mid)] as const).filter(isAsked));
  }

  getStats(): Promise<RTCStatsReport> {
    return this.pc.getStats();
  }

  close(): void {
    this.pc.close();
  }

  private async answer({ n, sdp, streams }: MediaOfferFrame): Promise<void> {
    if (this.pc.signalingState === "closed") return;
    await this.pc.setRemoteDescription({ type: "offer", sdp });
    await this.pc.setLocalDescription(await this.pc.createAnswer());
    await this.call("media.answer", { n, sdp: this.pc.localDescription?.sdp ?? "" });
    this.candidates.start();
    this.forgetMoved(streams);
    this.streams = streams;
    this.on.changed();
  }

  /** A place of the PeerConnection that another feed takes over starts again at the server's choice of size. */
  private forgetMoved(streams: WatchStream[]): void {
    const before = new Map(this.streams.map(({ mid, feed }) => [mid, feed]));
    for (const { mid, feed } of streams) if (before.get(mid) !== feed) this.sentWishes.delete(mid);
  }
}

function isAsked(entry: readonly [string, Wish | undefined]): entry is readonly [string, Wish] {
  return entry[1] !== undefined;
}

/** The size of a picture that is not sent makes no difference. */
function isSame(before: Wish | undefined, wish: Wish): boolean {
  return before?.send === wish.send && (!wish.send || before.substream === wish.substream);
}
