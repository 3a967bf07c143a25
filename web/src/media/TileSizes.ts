const SETTLED_AFTER_MS = 150;

interface Watched {
  feed: string;
  heightPx: number;
  isInSight: boolean;
}

/** How large pictures stand on the page, and whether they are in sight; `onChange` follows once things settle. */
export class TileSizes {
  private readonly watched = new Map<Element, Watched>();
  private readonly resizes = new ResizeObserver((changes) => this.resized(changes));
  private readonly sights = new IntersectionObserver((changes) => this.moved(changes));
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly onChange: () => void) {}

  /** Watches the element that shows a feed, until what is returned is called. */
  observe(feed: string, element: Element): () => void {
    this.watched.set(element, { feed, heightPx: pixels(element.clientHeight), isInSight: true });
    this.resizes.observe(element);
    this.sights.observe(element);
    this.changed();
    return () => {
      this.watched.delete(element);
      this.resizes.unobserve(element);
      this.sights.unobserve(element);
      this.changed();
    };
  }

  /** Height in device pixels of the largest picture of a feed in sight; 0 without any. */
  of(feed: string): number {
    const shown = [...this.watched.values()].filter((one) => one.feed === feed && one.isInSight);
    return Math.max(0, ...shown.map((one) => one.heightPx));
  }

  close(): void {
    clearTimeout(this.timer);
    this.resizes.disconnect();
    this.sights.disconnect();
  }

  private resized(changes: ResizeObserverEntry[]): void {
    for (const { target, contentRect } of changes) {
      const watched = this.watched.get(target);
      if (watched !== undefined) watched.heightPx = pixels(contentRect.height);
    }
    this.changed();
  }

  private moved(changes: IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of changes) {
      const watched = this.watched.get(target);
      if (watched !== undefined) watched.isInSight = isIntersecting;
    }
    this.changed();
  }

  private changed(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(this.onChange, SETTLED_AFTER_MS);
  }
}

function pixels(height: number): number {
  return Math.round(height * devicePixelRatio);
}
