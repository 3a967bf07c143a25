import type { Layer, MediaOfferFrame, WatchStream } from "../gen/room";
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
  private sentLayers = new Map<string, Layer["substream"]>();

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

  /** Asks for sizes of pictures by feed, and only for what differs from the last time. */
  async wantLayers(wanted: ReadonlyMap<string, Layer["substream"]>): Promise<void> {
    const layers = this.streams
      .filter(({ type }) => type === "video")
      .flatMap(({ mid, feed }) => {
        const substream = wanted.get(feed);
        return substream === undefined || this.sentLayers.get(mid) === substream ? [] : [{ mid, substream }];
      });
    if (layers.length === 0) return;
    for (const { mid, substream } of layers) this.sentLayers.set(mid, substream);
    await this.call("media.layers", { layers }).catch(() => this.sentLayers.clear());
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
    for (const { mid, feed } of streams) if (before.get(mid) !== feed) this.sentLayers.delete(mid);
  }
}
