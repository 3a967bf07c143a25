import { type ReadonlySignal, type Signal, signal } from "@preact/signals";

/** Lamps of a voice level. */
export type Level = 0 | 1 | 2 | 3 | 4;

const EACH_MS = 120;
/** Amplitudes (0 to 1) from which one, two, three and four lamps are lit: about −46, −36, −26 and −16 dB. */
const STEPS = [0.005, 0.016, 0.05, 0.16];

export function levelOf(amplitude: number): Level {
  return STEPS.filter((step) => amplitude >= step).length as Level;
}

/** Voice levels by feed, read from what measures them; `OWN` is this person's microphone. */
export class Levels {
  private readonly byFeed = new Map<string, Signal<Level>>();
  private readonly timer: ReturnType<typeof setInterval>;
  private microphone: MicrophoneMeter | null = null;

  constructor(private readonly receivers: () => Iterable<[feed: string, receiver: RTCRtpReceiver]>) {
    this.timer = setInterval(() => this.read(), EACH_MS);
  }

  of(feed: string): ReadonlySignal<Level> {
    return this.signalOf(feed);
  }

  listenTo(track: MediaStreamTrack | null): void {
    this.microphone?.close();
    this.microphone = track === null ? null : new MicrophoneMeter(track);
    if (track === null) this.signalOf(OWN).value = 0;
  }

  close(): void {
    clearInterval(this.timer);
    this.microphone?.close();
  }

  private read(): void {
    if (document.visibilityState === "hidden") return;
    if (this.microphone !== null) this.signalOf(OWN).value = levelOf(this.microphone.amplitude());
    for (const [feed, receiver] of this.receivers()) {
      this.signalOf(feed).value = levelOf(receiver.getSynchronizationSources()[0]?.audioLevel ?? 0);
    }
  }

  private signalOf(feed: string): Signal<Level> {
    const known = this.byFeed.get(feed);
    if (known !== undefined) return known;
    const made = signal<Level>(0);
    this.byFeed.set(feed, made);
    return made;
  }
}

export const OWN = "own";

class MicrophoneMeter {
  private readonly context = new AudioContext();
  private readonly analyser: AnalyserNode;
  private readonly samples: Float32Array<ArrayBuffer>;

  constructor(track: MediaStreamTrack) {
    this.analyser = this.context.createAnalyser();
    this.analyser.fftSize = 1024;
    this.samples = new Float32Array(this.analyser.fftSize);
    this.context.createMediaStreamSource(new MediaStream([track])).connect(this.analyser);
    void this.context.resume().catch(() => undefined);
  }

  /** Root mean square of the last 20 ms or so. */
  amplitude(): number {
    this.analyser.getFloatTimeDomainData(this.samples);
    const sum = this.samples.reduce((total, sample) => total + sample * sample, 0);
    return Math.sqrt(sum / this.samples.length);
  }

  close(): void {
    void this.context.close();
  }
}
