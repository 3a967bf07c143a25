import { signal } from "@preact/signals";
import type { Reaction } from "../gen/room";

export interface Rising {
  id: number;
  kind: Reaction;
  count: number;
  /** Place across, 0 to 5, so that neighbours do not cover each other. */
  lane: number;
}

const AT_MOST = 6;
const LASTS_MS = 2_600;
export const REACTIONS: Reaction[] = ["applause", "heart", "thumbs_up", "laugh", "surprise"];

/** Reactions rising beside the stage: grouped by kind, at most six at once; more of a kind raise its count. */
export class Reactions {
  readonly rising = signal<Rising[]>([]);
  private lastId = 0;

  add(counts: Record<string, number>): void {
    for (const kind of REACTIONS) {
      const count = counts[kind] ?? 0;
      if (count > 0) this.raise(kind, count);
    }
  }

  private raise(kind: Reaction, count: number): void {
    if (this.rising.value.length >= AT_MOST) return this.join(kind, count);
    this.lastId += 1;
    const id = this.lastId;
    this.rising.value = [...this.rising.value, { id, kind, count, lane: id % AT_MOST }];
    setTimeout(() => {
      this.rising.value = this.rising.value.filter((one) => one.id !== id);
    }, LASTS_MS);
  }

  private join(kind: Reaction, count: number): void {
    const same = this.rising.value.findLast((one) => one.kind === kind);
    this.rising.value = this.rising.value.map((one) => (one === same ? { ...one, count: one.count + count } : one));
  }
}
