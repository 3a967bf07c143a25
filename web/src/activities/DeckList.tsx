import type { Deck } from "../gen/room";
import { n, t } from "../i18n/translate";
import { Icon } from "../parts/Icon";
import { Presentation, Trash } from "../parts/icons";
import { useRoom } from "../room/context";
import { UploadButton } from "./FilesTab";
import { ActProblem } from "./Problem";
import { useAct } from "./useAct";

/** The team's slides, which one click puts on stage. */
export function DeckList() {
  const { store } = useRoom();
  const decks = store.snapshot.value?.decks ?? [];
  return (
    <section class="decks" aria-label={t("Slides")}>
      <h3 class="activities-title">{t("Slides")}</h3>
      {decks.map((deck) => (
        <DeckRow key={deck.id} deck={deck} />
      ))}
      <UploadButton what="decks" label={t("Add slides (PDF)")} accept=".pdf,application/pdf" />
    </section>
  );
}

function DeckRow({ deck }: { deck: Deck }) {
  const { activities, store } = useRoom();
  const act = useAct();
  const isShown = store.snapshot.value?.slides?.deck_id === deck.id;
  return (
    <article class="prepared" data-testid="deck">
      <Icon node={Presentation} />
      <div class="prepared-words">
        <h4 class="prepared-title" title={deck.name}>
          <bdi>{deck.name}</bdi>
        </h4>
        <p class="prepared-more">{n("{count} page", "{count} pages", deck.pages)}</p>
        <ActProblem problem={act.problem} />
      </div>
      {!isShown && (
        <button
          type="button"
          class="icon-button"
          aria-label={t("Remove “{name}”", { name: deck.name })}
          onClick={() => void act.run(() => activities.removeDeck(deck.id))}
        >
          <Icon node={Trash} size={16} />
        </button>
      )}
      <button
        type="button"
        class="button button--outline"
        data-testid="deck-show"
        onClick={() => void act.run(() => activities.showSlides(isShown ? null : deck.id))}
      >
        {isShown ? t("Take off stage") : t("Show")}
      </button>
    </article>
  );
}
