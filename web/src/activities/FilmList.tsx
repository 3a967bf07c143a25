import type { Film } from "../gen/room";
import { t } from "../i18n/translate";
import { Icon } from "../parts/Icon";
import { Film as FilmIcon, Trash } from "../parts/icons";
import { useRoom } from "../room/context";
import { sizeWords, UploadButton } from "./FilesTab";
import { ActProblem } from "./Problem";
import { useAct } from "./useAct";

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
  const act = useAct();
  const isShown = store.snapshot.value?.film?.film_id === film.id;
  return (
    <article class="prepared" data-testid="film-row">
      <Icon node={FilmIcon} />
      <div class="prepared-words">
        <h4 class="prepared-title" title={film.name}>
          <bdi>{film.name}</bdi>
        </h4>
        <p class="prepared-more">{sizeWords(film.size_bytes)}</p>
        <ActProblem problem={act.problem} />
      </div>
      {!isShown && (
        <button
          type="button"
          class="icon-button"
          aria-label={t("Remove “{name}”", { name: film.name })}
          onClick={() => void act.run(() => activities.removeFilm(film.id))}
        >
          <Icon node={Trash} size={16} />
        </button>
      )}
      <button
        type="button"
        class="button button--outline"
        data-testid="film-show"
        onClick={() => void act.run(() => activities.showFilm(isShown ? null : film.id))}
      >
        {isShown ? t("Take off stage") : t("Show")}
      </button>
    </article>
  );
}
