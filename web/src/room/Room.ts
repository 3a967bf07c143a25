import { computed, effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import { Activities } from "../activities/Activities";
import { Captions } from "../captions/Captions";
import { type Aim, Outbox, type PendingLine } from "../chat/Outbox";
import { CallRefused } from "../connection/calls";
import { newId } from "../connection/ids";
import { LastingCalls } from "../connection/LastingCalls";
import { type ConnectionState, type LiveFrame, RoomConnection } from "../connection/RoomConnection";
import type { Feed, MutedFrame, PersonHere, Reaction, Right, WelcomeFrame } from "../gen/room";
import type { DeviceKind } from "../media/Devices";
import { ScreenShare } from "../media/ScreenShare";
import { SoundOutput } from "../media/SoundOutput";
import { StageMedia } from "../media/StageMedia";
import { Questions } from "../questions/Questions";
import { Kept } from "../state/kept";
import { RoomStore } from "../state/RoomStore";
import { SpeakingRing } from "../state/SpeakingRing";
import { keepAddress } from "./address";
import { type RoomConfig, socketAddress, windowOf } from "./config";
import { PictureInPicture } from "./PictureInPicture";
import { Reactions } from "./Reactions";
import { StageDesk } from "./StageDesk";
import { type Layout, planStage, type Tile, tileName, tilesOf } from "./stagePlan";

/** A break this short heals unseen. */
const NOTICE_AFTER_MS = 600;
const HISTORY_PAGE = 50;

export interface Told {
  what: MutedFrame["what"] | "refused" | "off" | "demoted" | "promoted";
  /** Who did it, or the server's own sentence. */
  by: string;
}

interface StageChoice {
  microphone: boolean;
  camera: boolean;
}

/** The room as one page knows and uses it; views read its signals and call its verbs. */
export class Room {
  readonly tab = newId();
  readonly store = new RoomStore();
  readonly connection: RoomConnection;
  readonly media: StageMedia;
  readonly screen: ScreenShare;
  readonly desk: StageDesk;
  readonly sound: SoundOutput;
  readonly outbox: Outbox;
  readonly activities: Activities;
  readonly pip = new PictureInPicture(
    computed(() => {
      const plan = this.plan.value;
      const tile = plan.layout === "speaker" ? plan.main : plan.layout === "grid" ? plan.tiles[0] : undefined;
      return tile === undefined ? null : { name: tile.name, track: this.pictureOf(tile) };
    }),
  );
  readonly ring = new SpeakingRing();
  readonly reactions = new Reactions();
  readonly captions = new Captions();
  /** Which of the dialogs that stand anywhere is open. */
  readonly openDialog = signal<"settings" | "shortcuts" | null>(null);
  readonly draft: Kept<string>;
  readonly lasting: LastingCalls;
  readonly questions: Questions;
  /** The connection is gone for longer than a blink. */
  readonly isAway = signal(false);
  /** Chat lines that were caught up at the last return; null before, and once it was read. */
  readonly caughtUp = signal<number | null>(null);
  readonly layoutChoice = signal<Layout | null>(null);
  /** The tile that this page keeps large (`tileName`). */
  readonly pinned = signal<string | null>(null);
  /** What someone of the team just did to this person's devices, or why an act did not work. */
  readonly told = signal<Told | null>(null);
  /** Whether camera and microphone were settled in this tab: then a reload goes straight back on stage. */
  readonly hasChosenDevices = signal(false);
  readonly hasTestedSound = signal(false);

  readonly tiles: ReadonlySignal<Tile[]> = computed(() => {
    return tilesOf(this.store.feeds.value, this.ownTiles.value, (feed) => this.isOwnFeed(feed));
  });
  readonly layout = computed<Layout>(
    () => this.arrangement.value?.layout ?? this.layoutChoice.value ?? (this.isMeeting.value ? "grid" : "speaker"),
  );
  readonly plan = computed(() =>
    planStage(this.tiles.value, this.layout.value, this.ring.latest.value, {
      pinned: this.pinned.value,
      spotlight: this.arrangement.value?.spotlight ?? null,
    }),
  );
  /**
   * Nobody is put on camera unasked: who may speak and comes into a running session sees themselves first, once per
   * tab. Moderators come in without.
   */
  readonly isAtGate = computed(() => {
    const isSpeaker = this.can("publish") && this.store.you.value?.role !== "moderator";
    return this.store.status.value === "live" && isSpeaker && !this.hasChosenDevices.value;
  });
  /** Everyone may go on stage without being asked. */
  readonly isOpenStage = computed(
    () => this.isMeeting.value || (this.store.snapshot.value?.event.everyone_can_speak ?? false),
  );
  readonly isMeeting = computed(() => this.store.snapshot.value?.event.kind === "meeting");

  /** How the host arranged the stage for everyone. */
  readonly arrangement = computed(() => this.store.snapshot.value?.stage ?? null);
  private readonly ownTiles = computed(() => [...this.makeOwnTile("camera"), ...this.makeOwnTile("screen")]);
  private readonly stageChoice: Kept<StageChoice | null>;
  private cameBack = false;
  private wasPublishing = false;
  private awayTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly config: RoomConfig) {
    const name = (what: string): string => `footlights.${what}.${config.session_id}`;
    this.draft = new Kept(name("draft"), "");
    this.stageChoice = new Kept<StageChoice | null>(name("stage"), null);
    this.connection = new RoomConnection({
      url: socketAddress(config.socket_url),
      seat: config.seat,
      tab: this.tab,
      language: config.language,
      place: () => this.store.place,
      onWelcome: (frame) => this.welcome(frame),
      onFrame: (frame) => this.receive(frame),
    });
    const call = this.connection.call.bind(this.connection);
    this.media = new StageMedia(call);
    this.activities = new Activities(call, this.store);
    this.screen = new ScreenShare(call);
    this.desk = new StageDesk(this.connection);
    this.sound = new SoundOutput((isBlocked) => {
      this.media.isSoundBlocked.value = isBlocked;
    });
    this.outbox = new Outbox(call, new Kept<PendingLine[]>(name("outbox"), []), () => this.store.lastSeq);
    this.lasting = new LastingCalls(call);
    this.questions = new Questions(call, this.lasting, this.store, name);
    this.hasChosenDevices.value = this.stageChoice.load() !== null;
    this.follow();
  }

  open(): void {
    this.connection.open();
  }

  can(right: Right): boolean {
    return this.store.you.value?.can.includes(right) ?? false;
  }

  // --- what people do

  async start(): Promise<void> {
    await this.connection.call("session.start", {});
  }

  async end(): Promise<void> {
    await this.connection.call("session.end", {});
  }

  async setNote(text: string | null): Promise<void> {
    await this.connection.call("note.set", { text });
  }

  say(text: string, aim: Aim = {}): void {
    this.outbox.add(text, this.store.now(), aim);
  }

  react(kind: Reaction): void {
    this.connection.call("reaction.send", { kind }).catch(() => undefined);
  }

  /** Lines that are lost on the way are not sent again: the talk has moved on. */
  sendCaption(line: number, text: string, isFinal: boolean): void {
    this.connection.call("caption.send", { line, text, is_final: isFinal }).catch(() => undefined);
  }

  setCaptioner(personId: string | null): void {
    this.connection.call("captioner.set", { person_id: personId }).catch(() => undefined);
  }

  async listPeople(): Promise<PersonHere[]> {
    return (await this.connection.call("people.list", {})).people;
  }

  async fetchOlderLines(): Promise<void> {
    const before_seq = this.store.lines.value[0]?.seq;
    if (before_seq === undefined) return;
    const { messages, more } = await this.connection.call("chat.history", { before_seq, limit: HISTORY_PAGE });
    this.store.addOlder(messages, more);
  }

  /** The track that a tile shows. */
  pictureOf(tile: Tile): MediaStreamTrack | null {
    if (tile.isOwn) return tile.kind === "screen" ? this.screen.track.value : this.media.devices.camera.track.value;
    if (this.media.isAudioOnly.value) return null;
    return this.media.remote.value.get(tile.feed)?.video ?? null;
  }

  /** Keeps a tile large on this page, or lets it go. */
  pin(tile: Tile): void {
    this.pinned.value = this.pinned.value === tileName(tile) ? null : tileName(tile);
  }

  /** Does something for which the server may say no; the refusal is shown and read out. */
  async attempt(act: () => Promise<void>): Promise<boolean> {
    try {
      await act();
      return true;
    } catch (reason) {
      this.told.value = { what: "refused", by: reason instanceof CallRefused ? reason.error.detail : "" };
      return false;
    }
  }

  async turn(kind: DeviceKind, isOn: boolean): Promise<void> {
    await this.media.turn(kind, isOn);
    this.rememberStage();
  }

  /** Opens what was open before a reload, or both the first time. */
  async openDevices(): Promise<void> {
    const before = this.stageChoice.load();
    this.hasChosenDevices.value = true;
    const both = before ?? { camera: true, microphone: true };
    if (both.camera && both.microphone) await this.media.openBoth();
    else if (both.camera) await this.media.turn("camera", true);
    else if (both.microphone) await this.media.turn("microphone", true);
    this.rememberStage();
  }

  /** Opens what was open before a reload of this tab, and nothing else. */
  async reopenDevices(): Promise<void> {
    const before = this.stageChoice.load();
    if (before?.camera || before?.microphone) await this.openDevices();
  }

  /** Keeps what is open now for the next reload of this tab. */
  settleDevices(): void {
    this.rememberStage();
  }

  /** Settles that this tab goes without camera and microphone until a key is pressed. */
  joinWithoutDevices(): void {
    this.media.devices.release("camera");
    this.media.devices.release("microphone");
    this.rememberStage();
  }

  leave(): void {
    this.close();
    windowOf(this.config).location.href = this.config.leave_url;
  }

  close(): void {
    this.connection.close();
    this.pip.shut();
    this.screen.drop();
    this.media.close();
    this.sound.close();
    this.ring.close();
    this.captions.close();
  }

  private rememberStage(): void {
    this.stageChoice.save({ microphone: this.media.isMicrophoneOn.value, camera: this.media.isCameraOn.value });
    this.hasChosenDevices.value = true;
  }

  // --- what the server says

  private welcome(frame: WelcomeFrame): void {
    const missed = this.store.welcome(frame);
    const own = frame.you.person_id;
    this.confirmWritten();
    if (this.cameBack) {
      this.caughtUp.value = missed.filter((line) => line.person_id !== own).length;
    }
    this.cameBack = false;
    this.ring.update(new Set());
    this.media.welcome(frame.media);
    this.screen.welcome(frame.media);
    this.outbox.connected();
    this.lasting.connected();
    this.questions.connected(frame.snapshot !== null);
    void this.activities.welcomed(frame.snapshot !== null);
  }

  private receive(frame: LiveFrame): boolean {
    const isWhole = this.store.receive(frame);
    if (frame.t === "log") this.confirmWritten();
    if (frame.t === "speaking") this.ring.update(this.store.speaking.value);
    if (frame.t === "tallies") this.activities.take(frame.tallies);
    if (frame.t === "caption") this.captions.add(frame);
    if (frame.t === "reactions") this.reactions.add(frame.counts);
    if (frame.t === "media") {
      if (frame.do === "offer") this.media.offer(frame);
      else {
        this.media.reset(frame);
        this.screen.available(frame.available);
      }
    }
    if (frame.t === "you" && frame.seat !== null) {
      this.connection.useSeat(frame.seat);
      keepAddress(this.config.address, frame.seat);
    }
    if (frame.t === "muted") this.muted(frame);
    return isWhole;
  }

  private confirmWritten(): void {
    this.outbox.confirm([...this.store.shown.value, ...(this.store.talk.value?.review ?? [])]);
    this.questions.confirm();
  }

  private follow(): void {
    effect(() => {
      const state = this.connection.state.value;
      untracked(() => this.followConnection(state));
    });
    effect(() => this.sound.play(this.media.remote.value));
    effect(() => {
      const status = this.store.status.value;
      const isInside = status === "live" || (status === "upcoming" && this.store.isTeam.value);
      const mayPublish = isInside && this.can("publish") && !this.isAtGate.value;
      untracked(() => this.followPhase(isInside, mayPublish, status === "ended" || status === "canceled"));
    });
  }

  private followPhase(isInside: boolean, mayPublish: boolean, isOver: boolean): void {
    if (isOver) {
      this.screen.drop();
      return this.media.close();
    }
    this.media.allowPublishing(mayPublish);
    this.screen.allow(mayPublish);
    // Off the stage: a reload must not open the camera again.
    if (this.wasPublishing && !mayPublish && isInside) this.stageChoice.save({ microphone: false, camera: false });
    this.wasPublishing = mayPublish;
    if (isInside) this.media.watch();
  }

  private followConnection(state: ConnectionState): void {
    if (state.kind === "open" || state.kind === "knocking") {
      clearTimeout(this.awayTimer);
      this.awayTimer = undefined;
      this.cameBack = this.isAway.value && this.store.snapshot.value !== null;
      this.isAway.value = false;
      return;
    }
    this.media.disconnected();
    this.outbox.disconnected();
    this.questions.disconnected();
    this.awayTimer ??= setTimeout(() => {
      this.isAway.value = true;
    }, NOTICE_AFTER_MS);
    if (state.kind === "closed") {
      this.screen.drop();
      this.media.close();
    }
  }

  // --- the stage

  private isOwnFeed(feed: string): boolean {
    return feed.startsWith(`${this.store.you.value?.person_id}.${this.tab}.`);
  }

  private makeOwnTile(kind: "camera" | "screen"): Tile[] {
    const you = this.store.you.value;
    const isThere = kind === "camera" ? this.media.isOnStage.value : this.screen.track.value !== null;
    if (you === null || !isThere || !this.can("publish")) return [];
    const own: Feed = {
      feed: `${you.person_id}.${this.tab}.${kind}`,
      person_id: you.person_id,
      name: you.name,
      role: you.role,
      kind,
      audio: kind === "camera" ? this.media.isMicrophoneOn.value : this.screen.hasSound.value,
      video: kind === "screen" || this.media.isCameraOn.value,
    };
    return [{ ...own, isOwn: true }];
  }

  private muted({ by, what }: MutedFrame): void {
    if (what === "audio") this.media.isMicrophoneOn.value = false;
    if (what === "video") this.media.devices.release("camera");
    if (what === "screen") this.screen.drop();
    this.told.value = { what, by };
  }
}
