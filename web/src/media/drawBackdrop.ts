import { steadily } from "../state/steady";
import type { BackdropKind, Dressed } from "./Backdrop";
import type { SelfieResults, SelfieSegmentation } from "./selfie";

const PARTS = `${import.meta.env.BASE_URL}backdrop/`;
const FRAMES_PER_S = 20;
/** The background is drawn this small and stretched again, which blurs it at next to no cost. */
const BLURRED_WIDTH = 28;
/** Slower than this, over so many frames, the picture is worse than what it hides. */
const TOO_SLOW_MS = 200;
const JUDGED_FRAMES = 12;
const CURTAIN = ["#5b2433", "#2a1019"] as const;

/**
 * Draws a camera picture with another background, frame by frame. Refuses when the parts cannot be loaded or do not
 * draw a first frame in time.
 */
export async function drawBackdrop(
  camera: MediaStreamTrack,
  kind: () => BackdropKind,
  withinMs: number,
  onTooSlow: () => void,
): Promise<Dressed> {
  const finder = await loadFinder();
  const painter = new Painter(camera, kind, onTooSlow);
  const stop = (): void => {
    painter.stop();
    void finder.close();
  };
  try {
    await within(withinMs, painter.start(finder));
  } catch (reason) {
    stop();
    throw reason;
  }
  return { track: painter.track, stop };
}

class Painter {
  readonly track: MediaStreamTrack;
  private readonly video = document.createElement("video");
  private readonly canvas = document.createElement("canvas");
  private readonly small = document.createElement("canvas");
  private stopTicks = (): void => undefined;
  private isBusy = false;
  private restUntil = 0;
  private durations: number[] = [];

  constructor(
    camera: MediaStreamTrack,
    private readonly kind: () => BackdropKind,
    private readonly onTooSlow: () => void,
  ) {
    const { width = 640, height = 360 } = camera.getSettings();
    Object.assign(this.canvas, { width, height });
    Object.assign(this.small, { width: BLURRED_WIDTH, height: Math.round((BLURRED_WIDTH * height) / width) });
    this.video.muted = true;
    this.video.srcObject = new MediaStream([camera]);
    // A context before the stream, or Firefox has nothing to capture.
    this.canvas.getContext("2d");
    const [track] = this.canvas.captureStream(FRAMES_PER_S).getVideoTracks();
    if (track === undefined) throw new Error("A canvas gives no picture here.");
    this.track = track;
  }

  /** Ends with the first frame drawn. */
  async start(finder: SelfieSegmentation): Promise<void> {
    await this.video.play();
    finder.setOptions({ modelSelection: 1 });
    const drawn = new Promise<void>((resolve) => {
      finder.onResults((results) => {
        this.draw(results);
        resolve();
      });
    });
    await finder.send({ image: this.video });
    await drawn;
    // Not a timer of the page: a speaker often looks at another tab.
    this.stopTicks = steadily(1000 / FRAMES_PER_S, () => void this.next(finder));
  }

  stop(): void {
    this.stopTicks();
    this.track.stop();
    this.video.srcObject = null;
  }

  private async next(finder: SelfieSegmentation): Promise<void> {
    const began = performance.now();
    if (this.isBusy || began < this.restUntil || this.video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return;
    this.isBusy = true;
    await finder.send({ image: this.video }).catch(() => undefined);
    this.isBusy = false;
    this.judge(performance.now() - began);
  }

  /** The rest of the page gets as much time as the drawing takes. */
  private judge(tookMs: number): void {
    this.restUntil = performance.now() + tookMs;
    this.durations.push(tookMs);
    if (this.durations.length < JUDGED_FRAMES) return;
    const mean = this.durations.reduce((sum, one) => sum + one, 0) / JUDGED_FRAMES;
    this.durations = [];
    if (mean > TOO_SLOW_MS) this.onTooSlow();
  }

  private draw({ image, segmentationMask }: SelfieResults): void {
    const context = this.canvas.getContext("2d");
    if (context === null) return;
    const { width, height } = this.canvas;
    context.globalCompositeOperation = "copy";
    context.drawImage(segmentationMask, 0, 0, width, height);
    context.globalCompositeOperation = "source-in";
    context.drawImage(image, 0, 0, width, height);
    context.globalCompositeOperation = "destination-over";
    if (this.kind() === "blur") this.drawBlurred(context, image);
    else drawCurtain(context, width, height);
  }

  private drawBlurred(context: CanvasRenderingContext2D, image: CanvasImageSource): void {
    const { width, height } = this.canvas;
    this.small.getContext("2d")?.drawImage(image, 0, 0, this.small.width, this.small.height);
    context.drawImage(this.small, 0, 0, width, height);
  }
}

function drawCurtain(context: CanvasRenderingContext2D, width: number, height: number): void {
  const folds = context.createLinearGradient(0, 0, width, 0);
  for (let fold = 0; fold <= 8; fold += 1) folds.addColorStop(fold / 8, CURTAIN[fold % 2] ?? CURTAIN[0]);
  context.fillStyle = folds;
  context.fillRect(0, 0, width, height);
}

async function loadFinder(): Promise<SelfieSegmentation> {
  if (window.SelfieSegmentation === undefined) await loadScript(`${PARTS}selfie_segmentation.js`);
  if (window.SelfieSegmentation === undefined) throw new Error("The parts for backgrounds did not load.");
  const finder = new window.SelfieSegmentation({ locateFile: (name) => PARTS + name });
  await finder.initialize();
  return finder;
}

function loadScript(address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => resolve();
    script.onerror = () => reject(new Error(`${address} did not load.`));
    document.head.append(script);
  });
}

function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const tooLate = new Promise<never>((_, reject) => setTimeout(() => reject(new Error("It took too long.")), ms));
  return Promise.race([work, tooLate]);
}
