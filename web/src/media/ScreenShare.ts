import { signal } from "@preact/signals";
import { backoffMs } from "../connection/backoff";
import { CallRefused } from "../connection/calls";
import type { MediaState } from "../gen/room";
import { Publisher } from "./Publisher";
import type { Call } from "./signalling";

const VIDEO: MediaTrackConstraints = { width: { max: 1920 }, height: { max: 1080 }, frameRate: { max: 15 } };

/**
 * A screen, window or tab that this page shows, as a second stream beside the camera; with the sound of a tab where the
 * browser gives it. Published again by itself after each break until it is stopped here, there, or in the browser.
 */
export class ScreenShare {
  readonly track = signal<MediaStreamTrack | null>(null);
  readonly hasSound = signal(false);
  /** Why the last try did not work; null when it did, or when the person changed their mind. */
  readonly refusal = signal<string | null>(null);
  private sound: MediaStreamTrack | null = null;
  private iceServers: RTCIceServer[] = [];
  private isAvailable = false;
  private mayPublish = false;
  private publisher: Publisher | null = null;
  private run = 0;
  private tries = 0;

  constructor(private readonly call: Call) {}

  static get isPossible(): boolean {
    return navigator.mediaDevices?.getDisplayMedia !== undefined;
  }

  welcome(media: MediaState): void {
    this.iceServers = media.ice_servers;
    this.available(media.available);
  }

  available(isAvailable: boolean): void {
    this.isAvailable = isAvailable;
    this.tries = 0;
    if (isAvailable) void this.publishAnew();
  }

  allow(isAllowed: boolean): void {
    this.mayPublish = isAllowed;
    if (!isAllowed) this.drop();
  }

  async start(): Promise<void> {
    this.refusal.value = null;
    const stream = await navigator.mediaDevices.getDisplayMedia({ video: VIDEO, audio: true }).catch(() => null);
    const track = stream?.getVideoTracks()[0];
    if (stream === null || track === undefined) return;
    track.contentHint = "detail";
    track.onended = () => this.stop();
    this.sound = stream.getAudioTracks()[0] ?? null;
    this.hasSound.value = this.sound !== null;
    this.track.value = track;
    await this.publishAnew();
  }

  /** Ends the share and tells the server. */
  stop(): void {
    const wasSent = this.publisher !== null;
    this.drop();
    if (wasSent) this.call("media.unpublish", { kind: "screen" }).catch(() => undefined);
  }

  /** Ends the share because it is over already on the other side. */
  drop(): void {
    this.run += 1;
    this.publisher?.close();
    this.publisher = null;
    if (this.track.value !== null) this.track.value.onended = null;
    this.track.value?.stop();
    this.sound?.stop();
    this.sound = null;
    this.hasSound.value = false;
    this.track.value = null;
  }

  get state(): RTCPeerConnectionState | null {
    return this.publisher?.state ?? null;
  }

  private async publishAnew(): Promise<void> {
    this.run += 1;
    const run = this.run;
    this.publisher?.close();
    this.publisher = null;
    if (this.track.value === null || !this.isAvailable || !this.mayPublish) return;
    const again = (): void => this.retry(run);
    const publisher = new Publisher("screen", this.call, this.iceServers, again);
    this.publisher = publisher;
    try {
      await publisher.publish({ audio: this.sound, video: this.track.value });
      this.tries = 0;
    } catch (reason) {
      if (run !== this.run) return;
      if (reason instanceof CallRefused && reason.error.kind !== "unavailable") this.refuse(reason.error.detail);
      else again();
    }
  }

  private refuse(detail: string): void {
    this.drop();
    this.refusal.value = detail;
  }

  private retry(run: number): void {
    if (run !== this.run) return;
    this.tries += 1;
    setTimeout(() => run === this.run && void this.publishAnew(), backoffMs(this.tries));
  }
}
