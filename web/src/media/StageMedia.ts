import { batch, computed, effect, signal } from "@preact/signals";
import { backoffMs } from "../connection/backoff";
import { CallRefused } from "../connection/calls";
import type { Grade, MediaOfferFrame, MediaResetFrame, MediaState } from "../gen/room";
import { type DeviceKind, Devices } from "./Devices";
import { Grading } from "./Grading";
import { Levels } from "./Levels";
import { type Wish, wishFor } from "./layers";
import { countPackets, lossOut, roundTripMs } from "./lineStats";
import { Publisher, sent, type Tracks } from "./Publisher";
import { type Quality, Reception } from "./Reception";
import type { Call } from "./signalling";
import { TileSizes } from "./TileSizes";
import { type RemoteFeed, Watcher } from "./Watcher";

const SAMPLE_EACH_MS = 2_000;
/** A new PeerConnection that does not come up in this time takes the place of the old one anyway. */
const SWAP_AFTER_MS = 4_000;

/**
 * Everything that is sent and received on this page, kept up by itself.
 *
 * After each welcome of the connection, after a reset of the media server and after a failed PeerConnection it watches
 * and publishes again. While a new PeerConnection for receiving comes up, the old one keeps its last pictures.
 * A person is on stage from their first open microphone or camera; muting keeps the place.
 */
export class StageMedia {
  readonly devices = new Devices();
  readonly remote = signal<ReadonlyMap<string, RemoteFeed>>(new Map());
  readonly isMicrophoneOn = signal(false);
  readonly isCameraOn = computed(() => this.devices.camera.track.value !== null);
  readonly isOnStage = signal(false);
  readonly isSending = signal(false);
  readonly quality = signal<Quality>("good");
  /** One word for both directions, as the team sees it too. */
  readonly grade = signal<Grade>("good");
  /** This person wants sound and no pictures. */
  readonly isAudioOnly = signal(false);
  /** The line is too weak for pictures; sound goes on. */
  readonly isVideoPaused = signal(false);
  /** Tells how large each picture stands on the page; what is not shown is not received. */
  readonly sizes = new TileSizes(() => this.choosePictures());
  /** Why there is no sound and picture at the moment; null when there is. */
  readonly outage = signal<{ detail: string | null } | null>(null);
  /** The browser wants a click before it plays sound. */
  readonly isSoundBlocked = signal(false);
  /** What the server said when it refused this person's camera and microphone. */
  readonly refusal = signal<string | null>(null);
  readonly levels: Levels;

  private iceServers: RTCIceServer[] = [];
  private isClosed = false;
  private isAvailable = false;
  private shouldWatch = false;
  private mayPublish = false;
  private publisher: Publisher | null = null;
  private publishRun = 0;
  private publishTries = 0;
  private watcher: Watcher | null = null;
  private coming: Watcher | null = null;
  private watchRun = 0;
  private watchTries = 0;
  private toldGrade: Grade = "good";
  private readonly reception = new Reception();
  private readonly grading = new Grading();
  private readonly sampleTimer: ReturnType<typeof setInterval>;
  private readonly stopFollowing: () => void;

  constructor(private readonly call: Call) {
    this.levels = new Levels(() => this.audioReceivers());
    this.sampleTimer = setInterval(() => void this.sample(), SAMPLE_EACH_MS);
    this.stopFollowing = this.followDevices();
    document.addEventListener("visibilitychange", this.choosePictures);
  }

  /** A connection is up; whatever the server knew of this tab's media is gone. */
  welcome(media: MediaState): void {
    this.iceServers = media.ice_servers;
    this.setAvailable(media.available, media.detail);
    this.toldGrade = "good";
    this.restart();
  }

  /** The connection broke; pictures go on as long as the media server lets them. */
  disconnected(): void {
    this.publishRun += 1;
    this.watchRun += 1;
  }

  reset(frame: MediaResetFrame): void {
    this.setAvailable(frame.available, frame.detail);
    if (frame.available) this.restart();
    else this.disconnected();
  }

  offer(frame: MediaOfferFrame): void {
    (this.coming ?? this.watcher)?.offer(frame);
  }

  /** From now on receives what is on stage. */
  watch(): void {
    if (this.shouldWatch) return;
    this.shouldWatch = true;
    this.watchTries = 0;
    void this.watchAnew();
  }

  /** Devices may be tried before; they are sent only from here on. */
  allowPublishing(isAllowed: boolean): void {
    if (this.mayPublish === isAllowed) return;
    this.mayPublish = isAllowed;
    if (!isAllowed) this.stepDown();
    else if (this.isOnStage.peek()) void this.publishAnew();
  }

  /** Nothing is sent any more, and camera and microphone go out. */
  private stepDown(): void {
    this.publishRun += 1;
    this.publisher?.close();
    this.publisher = null;
    batch(() => {
      this.devices.release("camera");
      this.devices.release("microphone");
      this.isOnStage.value = this.isSending.value = false;
      this.refusal.value = null;
    });
  }

  async turn(kind: DeviceKind, isOn: boolean): Promise<void> {
    if (kind === "microphone") await this.turnMicrophone(isOn);
    else if (isOn) await this.devices.open("camera");
    else this.devices.release("camera");
  }

  /** Opens camera and microphone with one question of the browser. */
  async openBoth(): Promise<void> {
    await this.devices.openBoth();
    this.isMicrophoneOn.value = this.devices.microphone.track.value !== null;
  }

  /** Sound alone, or with pictures again. */
  wantSoundOnly(isWanted: boolean): void {
    this.isAudioOnly.value = isWanted;
    this.choosePictures();
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    document.removeEventListener("visibilitychange", this.choosePictures);
    this.sizes.close();
    this.disconnected();
    clearInterval(this.sampleTimer);
    this.stopFollowing();
    this.levels.close();
    this.devices.close();
    this.publisher?.close();
    this.watcher?.close();
    this.coming?.close();
    this.remote.value = new Map();
  }

  get watchState(): RTCPeerConnectionState | null {
    return (this.watcher ?? this.coming)?.state ?? null;
  }

  get publishState(): RTCPeerConnectionState | null {
    return this.publisher?.state ?? null;
  }

  /** What the connection says of the camera that is sent; null while nothing is. */
  sentStats(): Promise<RTCStatsReport | null> {
    return statsOf(this.publisher);
  }

  get received(): Watcher["received"] {
    return this.watcher?.received ?? [];
  }

  get asked(): Watcher["asked"] {
    return this.watcher?.asked ?? new Map();
  }

  private setAvailable(isAvailable: boolean, detail: string | null): void {
    this.isAvailable = isAvailable;
    this.outage.value = isAvailable ? null : { detail };
  }

  private restart(): void {
    this.publishTries = this.watchTries = 0;
    if (this.shouldWatch) void this.watchAnew();
    if (this.isOnStage.value) void this.publishAnew();
  }

  // --- receiving

  private async watchAnew(): Promise<void> {
    this.watchRun += 1;
    const run = this.watchRun;
    if (!this.isAvailable || this.isClosed) return;
    this.coming?.close();
    this.coming = null;
    try {
      await this.call("media.watch", {});
    } catch (reason) {
      return this.retry(
        reason,
        () => run === this.watchRun,
        this.nextWatchTry(),
        () => this.watchAnew(),
      );
    }
    if (run === this.watchRun) this.expectOffers(run);
  }

  private expectOffers(run: number): void {
    const isCurrent = (): boolean => run === this.watchRun;
    const again = (): void => this.retry(null, isCurrent, this.nextWatchTry(), () => this.watchAnew());
    const watcher = new Watcher(this.call, this.iceServers, {
      connected: () => this.swapTo(watcher),
      changed: () => this.changed(watcher),
      failed: () => isCurrent() && again(),
    });
    this.coming = watcher;
    if (this.watcher === null) this.swapTo(watcher);
    else setTimeout(() => isCurrent() && this.swapTo(watcher), SWAP_AFTER_MS);
  }

  private swapTo(watcher: Watcher): void {
    if (watcher.state === "connected") this.watchTries = 0;
    if (this.coming !== watcher) return;
    this.watcher?.close();
    this.watcher = watcher;
    this.coming = null;
    this.reception.restart();
    this.changed(watcher);
  }

  private changed(watcher: Watcher): void {
    if (this.watcher !== watcher) return;
    this.remote.value = watcher.feeds;
    this.choosePictures();
  }

  /** Each picture as large as it is shown and the line allows; none for a hidden tab or for sound alone. */
  private readonly choosePictures = (): void => {
    const wishOf = (feed: string): Wish => {
      const isShown = isLookedAt() && !this.isAudioOnly.value && !this.reception.isVideoPaused;
      return wishFor(isShown ? this.sizes.of(feed) : 0, this.reception.cap);
    };
    // The server knows the newest PeerConnection only.
    void (this.coming ?? this.watcher)?.wantPictures(wishOf);
  };

  private nextWatchTry(): number {
    this.watchTries += 1;
    return this.watchTries;
  }

  private audioReceivers(): Array<[string, RTCRtpReceiver]> {
    return this.received.filter(({ type }) => type === "audio").map(({ feed, receiver }) => [feed, receiver]);
  }

  private async sample(): Promise<void> {
    const [incoming, outgoing] = await Promise.all([statsOf(this.watcher), statsOf(this.publisher)]);
    if (incoming !== null) this.reception.add(countPackets(incoming));
    batch(() => {
      this.quality.value = this.reception.quality;
      this.isVideoPaused.value = this.reception.isVideoPaused;
      this.grade.value = this.grading.add({
        quality: this.reception.quality,
        lossOut: outgoing === null ? 0 : lossOut(outgoing),
        roundTripMs: Math.max(0, ...[incoming, outgoing].map((report) => (report === null ? 0 : roundTripMs(report)))),
      });
    });
    this.choosePictures();
    await this.tellGrade();
  }

  private async tellGrade(): Promise<void> {
    const grade = this.grade.value;
    if (grade === this.toldGrade) return;
    this.toldGrade = grade;
    await this.call("quality.tell", { grade }).catch(() => {
      this.toldGrade = "good"; // Told again with the next sample, unless it is good by then.
    });
  }

  // --- sending

  private get tracks(): Tracks {
    return { audio: this.devices.microphone.track.value, video: this.devices.camera.track.value };
  }

  private async turnMicrophone(isOn: boolean): Promise<void> {
    if (isOn && this.devices.microphone.track.value === null) await this.devices.open("microphone");
    this.isMicrophoneOn.value = isOn && this.devices.microphone.track.value !== null;
  }

  /** Brings every change of devices and keys to the stage. */
  private followDevices(): () => void {
    const stops = [
      effect(() => {
        const track = this.devices.microphone.track.value;
        if (track !== null) track.enabled = this.isMicrophoneOn.value;
        else this.isMicrophoneOn.value = false;
      }),
      effect(() => this.levels.listenTo(this.devices.microphone.track.value)),
      effect(() => {
        const { audio, video } = this.tracks;
        void this.isMicrophoneOn.value;
        if (audio !== null || video !== null) this.isOnStage.value = true;
        if (this.isOnStage.peek()) void this.update();
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }

  private async update(): Promise<void> {
    if (this.publisher === null) return this.publishAnew();
    await this.publisher.replace(this.tracks);
    if (this.isSending.peek()) {
      await this.call("media.state", { kind: "camera", ...sent(this.tracks) }).catch(() => undefined);
    }
  }

  private async publishAnew(): Promise<void> {
    this.publishRun += 1;
    const run = this.publishRun;
    const isCurrent = (): boolean => run === this.publishRun;
    const again = (reason: unknown): void =>
      this.retry(reason, isCurrent, this.nextPublishTry(), () => this.publishAnew());
    this.publisher?.close();
    this.publisher = null;
    this.isSending.value = false;
    if (!this.isAvailable || !this.mayPublish || this.isClosed) return;
    const publisher = new Publisher("camera", this.call, this.iceServers, () => isCurrent() && again(null));
    this.publisher = publisher;
    const published = this.tracks;
    try {
      await publisher.publish(published);
    } catch (reason) {
      return again(reason);
    }
    if (isCurrent()) this.sendingNow(published);
  }

  private sendingNow(published: Tracks): void {
    batch(() => {
      this.publishTries = 0;
      this.isSending.value = true;
      this.refusal.value = null;
    });
    const now = sent(this.tracks);
    const then = sent(published);
    if (now.audio !== then.audio || now.video !== then.video) void this.update();
  }

  private nextPublishTry(): number {
    this.publishTries += 1;
    return this.publishTries;
  }

  // --- both

  /** Tries again after a growing wait, unless the server refused for good or something newer has begun. */
  private retry(reason: unknown, isCurrent: () => boolean, tries: number, again: () => Promise<void>): void {
    if (!isCurrent()) return;
    if (reason instanceof CallRefused && ["forbidden", "conflict"].includes(reason.error.kind)) {
      this.refusal.value = reason.error.detail;
      return;
    }
    setTimeout(() => isCurrent() && void again(), backoffMs(tries));
  }
}

async function statsOf(peer: Watcher | Publisher | null): Promise<RTCStatsReport | null> {
  return peer?.state === "connected" ? peer.getStats() : null;
}

/** In a tab in front, or in a small window over others. */
function isLookedAt(): boolean {
  const isFloating = document.pictureInPictureElement !== null || window.documentPictureInPicture?.window != null;
  return document.visibilityState !== "hidden" || isFloating;
}
