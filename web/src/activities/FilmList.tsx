import type { Film } from "../gen/room";
import { t } from "../i18n/translate";
import { Film as FilmIcon } from "../parts/icons";
import { useRoom } from "../room/context";
import { sizeWords, UploadButton } from "./FilesTab";
import { ShowRow } from "./ShowRow";

/** The team's films, which one click puts on stage. */
export function FilmList() {
  const { store } = useRoom();
  const films = store.snapshot.value?.films ?? [];
  return (
    <section class="decks" aria-label={t("Films")}>
      <h3 class="activities-title">{t("Films")}</h3>
      {films.map((film) => (
        <FilmRow key={film.id} film={film} />
      ))}
      <UploadButton what="films" label={t("Add a film (MP4, WebM)")} accept=".mp4,.m4v,.webm,video/mp4,video/webm" />
    </section>
  );
}

function FilmRow({ film }: { film: Film }) {
  const { activities, store } = useRoom();
  const isShown = store.snapshot.value?.film?.film_id === film.id;
  return (
    <ShowRow
      icon={FilmIcon}
      name={film.name}
      more={sizeWords(film.size_bytes)}
      isShown={isShown}
      testIds={{ row: "film-row", show: "film-show" }}
      show={() => activities.showFilm(isShown ? null : film.id)}
      remove={() => activities.removeFilm(film.id)}
    />
  );
}
