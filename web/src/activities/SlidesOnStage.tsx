import { useEffect, useRef } from "preact/hooks";
import type { Slides } from "../gen/room";
import { t } from "../i18n/translate";
import { Icon } from "../parts/Icon";
import { ChevronLeft, ChevronRight, X } from "../parts/icons";
import { useRoom } from "../room/context";
import { fileAddress } from "./uploads";

/** Where these keys have a meaning of their own. */
const ELSEWHERE = "input, textarea, select, [contenteditable], dialog, .panel, .strip";

/** After an answer, until the page shown is the one asked for. */
const SETTLED_MS = 1000;

/** The page the presenter is on, for everyone; who may present has keys for the next and the one before. */
export function SlidesOnStage({ slides }: { slides: Slides }) {
  const room = useRoom();
  const address = (page: number): string => fileAddress(room.config, "decks", slides.deck_id, page);
  useEffect(() => {
    // The next page is at hand when it comes.
    if (slides.page < slides.pages) new Image().src = address(slides.page + 1);
  }, [slides.deck_id, slides.page]);
  return (
    <figure
      class="slides"
      aria-label={t("Slides: {name}", { name: slides.name })}
      data-testid="slides"
      data-page={slides.page}
    >
      <img
        class="slides-page"
        src={address(slides.page)}
        alt={t("Slide {page} of {pages}", { page: slides.page, pages: slides.pages })}
        data-testid="slides-page"
      />
      {room.can("present") && <SlideKeys key={slides.deck_id} slides={slides} />}
    </figure>
  );
}

function SlideKeys({ slides }: { slides: Slides }) {
  const { activities } = useRoom();
  /** Asked for last: a second press counts from there, before the first one's page has come. */
  const wanted = useRef<number | null>(null);
  const walk = (by: number): void => {
    const page = (wanted.current ?? slides.page) + by;
    if (page < 1 || page > slides.pages) return;
    wanted.current = page;
    const settle = (): void => {
      if (wanted.current === page) wanted.current = null;
    };
    void activities
      .showSlides(slides.deck_id, page)
      .catch(() => undefined)
      .finally(() => setTimeout(settle, SETTLED_MS));
  };
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.target instanceof Element && event.target.closest(ELSEWHERE) !== null) return;
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.key === "PageDown" || event.key === "ArrowRight") walk(1);
      else if (event.key === "PageUp" || event.key === "ArrowLeft") walk(-1);
      else return;
      event.preventDefault();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [slides]);
  return (
    <figcaption class="slides-keys">
      <button
        type="button"
        class="icon-button"
        aria-label={t("Slide before")}
        aria-disabled={slides.page <= 1}
        data-testid="slide-before"
        onClick={() => walk(-1)}
      >
        <Icon node={ChevronLeft} size={18} />
      </button>
      <span class="figures">
        {slides.page} / {slides.pages}
      </span>
      <button
        type="button"
        class="icon-button"
        aria-label={t("Next slide")}
        aria-disabled={slides.page >= slides.pages}
        data-testid="slide-next"
        onClick={() => walk(1)}
      >
        <Icon node={ChevronRight} size={18} />
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label={t("Take slides off stage")}
        data-testid="slides-off"
        onClick={() => void activities.showSlides(null).catch(() => undefined)}
      >
        <Icon node={X} size={18} />
      </button>
    </figcaption>
  );
}
