import { signal } from "@preact/signals";
import type { FilmOnStage } from "../gen/room";
import { correct, filmPosition } from "./filmTime";

const LOOK_EACH_MS = 250;
/** A player that still loads is left alone that long, so that jumps do not start its loading over and over. */
const PATIENCE_MS = 2_500;
const MOST_LEAD_MS = 2_000;
/** Of a player's `readyState`. */
const [HAVE_METADATA, HAVE_FUTURE_DATA] = [1, 3];

/** Keeps a player where the room's film is, by the server's clock. */
export class FilmFollower {
  /** The browser lets nothing sound before a click, so the film runs without. */
  readonly isRefusedSound = signal(false);
  readonly isMuted = signal(false);
  readonly durationMs = signal(0);
  private film: FilmOnStage;
  private timer: ReturnType<typeof setInterval> | undefined;
  private jumpedAt = Number.NEGATIVE_INFINITY;
  private isLanding = false;
  /** How long the player took to load after its latest jump: the next one goes as far ahead. */
  private leadMs = 0;
  private isStarting = false;

  constructor(
    private readonly video: HTMLVideoElement,
    film: FilmOnStage,
    private readonly now: () => number,
  ) {
    this.film = film;
    this.timer = setInterval(() => this.look(), LOOK_EACH_MS);
    video.addEventListener("loadedmetadata", this.look);
    video.addEventListener("canplay", this.look);
  }

  follow(film: FilmOnStage): void {
    this.film = film;
    this.jumpedAt = Number.NEGATIVE_INFINITY;
    this.isLanding = false;
    this.look();
  }

  /** To be called from a click. */
  hear(isMuted: boolean): void {
    this.video.muted = isMuted;
    this.isMuted.value = isMuted;
    this.isRefusedSound.value = false;
    this.look();
  }

  close(): void {
    clearInterval(this.timer);
    this.video.removeEventListener("loadedmetadata", this.look);
    this.video.removeEventListener("canplay", this.look);
    this.video.pause();
    this.video.removeAttribute("src");
    this.video.load();
  }

  private readonly look = (): void => {
    const { video, film } = this;
    if (video.readyState < HAVE_METADATA) return;
    this.land();
    const durationMs = Number.isFinite(video.duration) ? video.duration * 1000 : Number.POSITIVE_INFINITY;
    this.durationMs.value = Number.isFinite(durationMs) ? durationMs : 0;
    const target = filmPosition(film, this.now(), durationMs);
    const isRunning = film.is_playing && target < durationMs;
    this.approach(target / 1000, isRunning);
    if (!isRunning) video.pause();
    else if (video.paused) void this.start();
  };

  private approach(targetS: number, isRunning: boolean): void {
    const { video } = this;
    const step = correct(video.currentTime, targetS, isRunning);
    if ("rate" in step) {
      video.playbackRate = step.rate;
      return;
    }
    const sinceJump = performance.now() - this.jumpedAt;
    if (this.isLoading && sinceJump < PATIENCE_MS) return;
    this.jumpedAt = performance.now();
    this.isLanding = true;
    video.playbackRate = 1;
    video.currentTime = step.seekTo + (isRunning ? this.leadMs / 1000 : 0);
  }

  private get isLoading(): boolean {
    return this.video.seeking || this.video.readyState < HAVE_FUTURE_DATA;
  }

  private land(): void {
    if (!this.isLanding || this.isLoading) return;
    this.isLanding = false;
    this.leadMs = Math.min(MOST_LEAD_MS, performance.now() - this.jumpedAt);
  }

  private async start(): Promise<void> {
    if (this.isStarting) return;
    this.isStarting = true;
    try {
      await this.video.play();
    } catch (reason) {
      if (reason instanceof DOMException && reason.name === "NotAllowedError" && !this.video.muted) {
        this.video.muted = true;
        this.isMuted.value = true;
        this.isRefusedSound.value = true;
      }
    } finally {
      this.isStarting = false;
    }
  }
}
