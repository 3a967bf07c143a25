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

/**
 * Judges the downlink from packet counts, one sample each two seconds; pure.
 *
 * Janus does not estimate a viewer's bandwidth, so the viewer picks: high loss takes one size off every picture, a
 * quarter of a minute of calm gives it back.
 */
export class Reception {
  /** Largest simulcast layer to ask for: 0 low, 1 middle, 2 high. */
  cap: 0 | 1 | 2 = 2;
  private last: Sample | null = null;
  private calm = 0;
  private loss = 0;

  add(sample: Sample): void {
    const last = this.last;
    this.last = sample;
    if (last === null || sample.received < last.received) return;
    const received = sample.received - last.received;
    const lost = Math.max(0, sample.lost - last.lost);
    if (received + lost === 0) return;
    this.loss = lost / (received + lost);
    if (this.loss > LOSS_IS_HIGH) this.step(-1);
    else if (this.loss > LOSS_IS_LOW) this.calm = 0;
    else this.rest();
  }

  /** A new PeerConnection counts from zero. */
  restart(): void {
    this.last = null;
    this.loss = 0;
  }

  get quality(): Quality {
    if (this.loss > LOSS_IS_HIGH) return "weak";
    return this.cap < 2 ? "reduced" : "good";
  }

  private rest(): void {
    this.calm += 1;
    if (this.calm >= CALM_SAMPLES) this.step(1);
  }

  private step(by: 1 | -1): void {
    this.calm = 0;
    this.cap = Math.min(2, Math.max(0, this.cap + by)) as 0 | 1 | 2;
  }
}
