import type { StreamKind } from "../gen/room";
import { type Call, CandidateSender, watchHealth } from "./signalling";

/**
 * Bitrates for 1280 × 720 at up to 30 frames a second, with half and quarter size beside it. Together they stay under
 * the room's cap of 1.6 Mbit/s for video.
 */
const LAYERS: RTCRtpEncodingParameters[] = [
  { rid: "h", maxBitrate: 1_100_000, scaleResolutionDownBy: 1 },
  { rid: "m", maxBitrate: 350_000, scaleResolutionDownBy: 2 },
  { rid: "l", maxBitrate: 120_000, scaleResolutionDownBy: 4 },
];

/** A screen keeps its full size for text, with fewer pictures a second. */
const SCREEN_LAYERS: RTCRtpEncodingParameters[] = [
  { rid: "h", maxBitrate: 1_150_000, maxFramerate: 15, scaleResolutionDownBy: 1 },
  { rid: "m", maxBitrate: 300_000, maxFramerate: 8, scaleResolutionDownBy: 2 },
  { rid: "l", maxBitrate: 100_000, maxFramerate: 5, scaleResolutionDownBy: 4 },
];

export interface Tracks {
  audio: MediaStreamTrack | null;
  video: MediaStreamTrack | null;
}

/**
 * Sends one stream of this tab. Both tracks have their place from the start, so muting and switching devices need no
 * new negotiation. Made once per attempt: after `onFailed` close it and make another.
 */
export class Publisher {
  private readonly pc: RTCPeerConnection;
  private readonly candidates: CandidateSender;
  private readonly audio: RTCRtpSender;
  private readonly video: RTCRtpSender;

  constructor(
    private readonly kind: StreamKind,
    private readonly call: Call,
    iceServers: RTCIceServer[],
    onFailed: () => void,
  ) {
    this.pc = new RTCPeerConnection({ iceServers, bundlePolicy: "max-bundle" });
    watchHealth(this.pc, onFailed);
    this.candidates = new CandidateSender(this.pc, kind, call);
    const common: RTCRtpTransceiverInit = { direction: "sendonly", streams: [new MediaStream()] };
    this.audio = this.pc.addTransceiver("audio", common).sender;
    const video = this.pc.addTransceiver("video", {
      ...common,
      sendEncodings: kind === "screen" ? SCREEN_LAYERS : LAYERS,
    });
    preferVp8(video);
    this.video = video.sender;
  }

  /** Refuses with what `media.publish` refuses with. */
  async publish(tracks: Tracks): Promise<void> {
    await this.replace(tracks);
    await this.pc.setLocalDescription(await this.pc.createOffer());
    const answer = await this.call("media.publish", {
      sdp: this.pc.localDescription?.sdp ?? "",
      kind: this.kind,
      ...sent(tracks),
    });
    await this.pc.setRemoteDescription({ type: "answer", sdp: answer.sdp });
    this.candidates.start();
  }

  async replace({ audio, video }: Tracks): Promise<void> {
    await Promise.all([this.audio.replaceTrack(audio), this.video.replaceTrack(video)]);
  }

  getStats(): Promise<RTCStatsReport> {
    return this.pc.getStats();
  }

  get state(): RTCPeerConnectionState {
    return this.pc.connectionState;
  }

  close(): void {
    this.pc.close();
  }
}

/** Which tracks others get: there and not muted. */
export function sent({ audio, video }: Tracks): { audio: boolean; video: boolean } {
  return { audio: audio?.enabled ?? false, video: video !== null };
}

/** The room speaks VP8, the codec whose simulcast every browser has. */
function preferVp8(transceiver: RTCRtpTransceiver): void {
  const codecs = RTCRtpSender.getCapabilities("video")?.codecs ?? [];
  const isVp8 = ({ mimeType }: { mimeType: string }): boolean => mimeType.toLowerCase() === "video/vp8";
  if (codecs.some(isVp8)) {
    transceiver.setCodecPreferences([...codecs.filter(isVp8), ...codecs.filter((codec) => !isVp8(codec))]);
  }
}
