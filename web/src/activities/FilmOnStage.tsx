import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { FilmOnStage as Film } from "../gen/room";
import { t } from "../i18n/translate";
import { Icon } from "../parts/Icon";
import { Volume2, VolumeX } from "../parts/icons";
import { useRoom } from "../room/context";
import { FilmFollower } from "./FilmFollower";
import { FilmKeys } from "./FilmKeys";
import { fileAddress } from "./uploads";

/** The film that runs for everyone at the same place; who may present has the keys. */
export function FilmOnStage({ film }: { film: Film }) {
  const room = useRoom();
  const picture = useRef<HTMLVideoElement>(null);
  const follower = useSignal<FilmFollower | null>(null);
  useEffect(() => {
    if (picture.current === null) return;
    const made = new FilmFollower(picture.current, film, () => room.store.now());
    follower.value = made;
    return () => made.close();
  }, []);
  useEffect(() => follower.value?.follow(film), [film, follower.value]);
  return (
    <figure class="film" aria-label={t("Film: {name}", { name: film.name })} data-testid="film">
      {/* biome-ignore lint/a11y/useMediaCaption: the file is the presenter's; the room's live captions stand below */}
      <video
        ref={picture}
        class="film-picture"
        playsInline
        preload="auto"
        disablePictureInPicture
        disableRemotePlayback
        src={fileAddress(room.config, "films", film.film_id)}
        data-testid="film-picture"
        data-playing={film.is_playing}
      />
      {follower.value?.isRefusedSound.value && (
        <button
          type="button"
          class="button button--lit button--large film-hear"
          data-testid="film-hear"
          onClick={() => follower.value?.hear(false)}
        >
          <Icon node={Volume2} /> {t("Tap to hear the film")}
        </button>
      )}
      <figcaption class="film-keys">
        {room.can("present") && <FilmKeys film={film} durationMs={follower.value?.durationMs.value ?? 0} />}
        <SoundKey follower={follower.value} />
      </figcaption>
    </figure>
  );
}

/** Everyone decides for themselves whether they hear it. */
function SoundKey({ follower }: { follower: FilmFollower | null }) {
  const isMuted = follower?.isMuted.value ?? false;
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={isMuted ? t("Hear the film") : t("Mute the film for me")}
      data-testid="film-sound"
      onClick={() => follower?.hear(!isMuted)}
    >
      <Icon node={isMuted ? VolumeX : Volume2} size={18} />
    </button>
  );
}
