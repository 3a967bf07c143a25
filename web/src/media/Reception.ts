/** How well what is received arrives: `good`, `reduced` (pictures are smaller than asked for) or `weak` (gaps). */
export type Quality = "good" | "reduced" | "weak";

export interface Sample {
  /** Packets since the start of the PeerConnection. */
  received: number;
  lost: number;
}

const LOSS_IS_HIGH = 0.08;
const LOSS_IS_LOW = 0.02;
/** Samples without loss before a larger picture is tried again. */
const CALM_SAMPLES = 8;
/** Bad samples at the smallest size before pictures stop altogether and leave the line to the sound. */
const BAD_SAMPLES = 3;

/**
 * Judges the downlink from packet counts, one sample each two seconds; pure.
 *
 * Janus does not estimate a viewer's bandwidth, so the viewer picks: high loss takes one size off every picture, and
 * when the smallest is still too much, the pictures themselves; a quarter of a minute of calm gives back one step.
 */
export class Reception {
  /** Largest simulcast layer to ask for: 0 low, 1 middle, 2 high. */
  cap: 0 | 1 | 2 = 2;
  /** The line carries sound only. */
  isVideoPaused = false;
  private last: Sample | null = null;
  private calm = 0;
  private bad = 0;
  private loss = 0;

  add(sample: Sample): void {
    const last = this.last;
    this.last = sample;
    if (last === null || sample.received < last.received) return;
    const received = sample.received - last.received;
    const lost = Math.max(0, sample.lost - last.lost);
    if (received + lost === 0) return;
    this.loss = lost / (received + lost);
    if (this.loss > LOSS_IS_HIGH) this.worsen();
    else if (this.loss > LOSS_IS_LOW) this.calm = 0;
    else this.rest();
  }

  /** A new PeerConnection counts from zero. */
  restart(): void {
    this.last = null;
    this.loss = 0;
  }

  get quality(): Quality {
    if (this.isVideoPaused || this.loss > LOSS_IS_HIGH) return "weak";
    return this.cap < 2 ? "reduced" : "good";
  }

  private worsen(): void {
    this.calm = 0;
    this.bad = this.cap === 0 ? this.bad + 1 : 0;
    this.cap = Math.max(0, this.cap - 1) as 0 | 1 | 2;
    if (this.bad >= BAD_SAMPLES) this.isVideoPaused = true;
  }

  private rest(): void {
    this.calm += 1;
    if (this.calm < CALM_SAMPLES) return;
    this.calm = this.bad = 0;
    if (this.isVideoPaused) this.isVideoPaused = false;
    else this.cap = Math.min(2, this.cap + 1) as 0 | 1 | 2;
  }
}
