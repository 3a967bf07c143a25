import { signal } from "@preact/signals";

const LIT_AFTER_MS = 300;
const OUT_AFTER_MS = 900;

/**
 * Whose tile wears the lamp ring: lit after 300 ms of speaking, out 900 ms after its end, so it does not flicker.
 *
 * `latest` is the person lit last and stays when all are silent: the stage keeps showing them.
 */
export class SpeakingRing {
  readonly lit = signal<ReadonlySet<string>>(new Set());
  readonly latest = signal<string | null>(null);
  private speaking: ReadonlySet<string> = new Set();
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();

  update(speaking: ReadonlySet<string>): void {
    for (const person of speaking) if (!this.speaking.has(person)) this.schedule(person, true);
    for (const person of this.speaking) if (!speaking.has(person)) this.schedule(person, false);
    this.speaking = new Set(speaking);
  }

  close(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
  }

  private schedule(person: string, isLit: boolean): void {
    clearTimeout(this.timers.get(person));
    this.timers.delete(person);
    if (this.lit.value.has(person) === isLit) return;
    const timer = setTimeout(() => this.switch(person, isLit), isLit ? LIT_AFTER_MS : OUT_AFTER_MS);
    this.timers.set(person, timer);
  }

  private switch(person: string, isLit: boolean): void {
    this.timers.delete(person);
    const lit = new Set(this.lit.value);
    if (isLit) lit.add(person);
    else lit.delete(person);
    this.lit.value = lit;
    if (isLit) this.latest.value = person;
  }
}
