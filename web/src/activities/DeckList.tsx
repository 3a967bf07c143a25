import type { Deck } from "../gen/room";
import { n, t } from "../i18n/translate";
import { Presentation } from "../parts/icons";
import { useRoom } from "../room/context";
import { UploadButton } from "./FilesTab";
import { ShowRow } from "./ShowRow";

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
  const isShown = store.snapshot.value?.slides?.deck_id === deck.id;
  return (
    <ShowRow
      icon={Presentation}
      name={deck.name}
      more={n("{count} page", "{count} pages", deck.pages)}
      isShown={isShown}
      testIds={{ row: "deck", show: "deck-show" }}
      show={() => activities.showSlides(isShown ? null : deck.id)}
      remove={() => activities.removeDeck(deck.id)}
    />
  );
}
