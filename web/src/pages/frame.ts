import { tell } from "../parts/around";

/** In a frame of another site: says that the page is there and how high it is, now and whenever that changes. */
export function tellFrame(content: HTMLElement | null): void {
  if (content === null) return;
  tell("ready");
  new ResizeObserver(() => tell("height", { height: Math.ceil(content.getBoundingClientRect().height) })).observe(
    content,
  );
}
