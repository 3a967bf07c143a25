import { computed, signal } from "@preact/signals";
import type { CaptionFrame } from "../gen/room";
import { chosen } from "../state/chosen";

export const CAPTION_SIZES = ["medium", "large", "huge"] as const;
export type CaptionSize = (typeof CAPTION_SIZES)[number];

const KEPT = 3;
/** Lines stay this long after the last of them changed. */
const GONE_AFTER_MS = 12_000;

/** Live captions as this page shows them: the last lines, for as long as they belong to what is being said. */
export class Captions {
  readonly isOn = chosen("captions", false);
  readonly size = chosen<CaptionSize>("caption-size", "medium");
  readonly lines = signal<CaptionFrame[]>([]);
  /** The number a new line of this page's own would take. */
  readonly next = computed(() => Math.max(0, ...this.lines.value.map(({ line }) => line), this.reached.value) + 1);
  private readonly reached = signal(0);
  private timer: ReturnType<typeof setTimeout> | undefined;

  add(frame: CaptionFrame): void {
    const others = this.lines.value.filter(({ line }) => line !== frame.line);
    const lines = frame.text === "" ? others : [...others, frame].sort((a, b) => a.line - b.line);
    this.lines.value = lines.slice(-KEPT);
    this.reached.value = Math.max(this.reached.value, frame.line);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.lines.value = [];
    }, GONE_AFTER_MS);
  }

  close(): void {
    clearTimeout(this.timer);
  }
}
