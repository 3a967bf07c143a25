import { t } from "../i18n/translate";
import { OWN } from "../media/Levels";
import { Disc } from "../parts/Disc";
import { Icon } from "../parts/Icon";
import { MicOff, Pin, SignalLow } from "../parts/icons";
import { LevelLamps } from "../parts/Lamps";
import { TileMenu } from "../people/TileMenu";
import { useRoom } from "./context";
import { gradeWords } from "./Header";
import { type Tile, tileName } from "./stagePlan";
import { VideoPicture } from "./VideoPicture";

/** One person, or one share, on stage: picture or initials, name, voice. */
export function TileView({ tile, isLarge = false }: { tile: Tile; isLarge?: boolean }) {
  const room = useRoom();
  const track = room.pictureOf(tile);
  const isShare = tile.kind !== "camera";
  const isHeld = !tile.isOwn && room.media.isVideoPaused.value;
  const isSpeaking = !isShare && tile.audio && room.ring.lit.value.has(tile.person_id);
  return (
    <article
      class={`tile ${isSpeaking ? "is-speaking" : ""} ${isLarge ? "tile--large" : ""} ${isHeld ? "is-held" : ""}`}
      aria-label={tileWords(tile, isSpeaking)}
      data-testid="tile"
      data-person={tile.person_id}
      data-feed={tile.feed}
    >
      {track !== null && tile.video ? (
        <VideoPicture
          track={track}
          label={pictureWords(tile)}
          feed={tile.isOwn ? undefined : tile.feed}
          isMirrored={tile.isOwn && !isShare}
          isContained={isShare}
        />
      ) : (
        <span class="tile-gel">
          <Disc id={tile.person_id} name={tile.name} isLarge={isLarge} />
        </span>
      )}
      <Plate tile={tile} />
      <TileMenu tile={tile} />
    </article>
  );
}

function Plate({ tile }: { tile: Tile }) {
  const room = useRoom();
  const { media, store } = room;
  const grade = tile.isOwn ? media.grade.value : (store.grades.value.get(tile.person_id) ?? "good");
  return (
    <p class="plate">
      {tile.audio ? (
        <LevelLamps level={media.levels.of(tile.isOwn ? OWN : tile.feed)} />
      ) : (
        <Icon node={MicOff} size={14} />
      )}
      <span class="plate-name" title={tile.name}>
        {tile.name}
      </span>
      {room.pinned.value === tileName(tile) && <Icon node={Pin} size={14} />}
      {grade !== "good" && (
        <span class="plate-grade" title={gradeWords(grade)}>
          <Icon node={SignalLow} size={14} />
          <span class="visually-hidden">{gradeWords(grade)}</span>
        </span>
      )}
      {tile.isOwn && <span class="plate-more">{t("you")}</span>}
      {tile.kind === "screen" && <span class="plate-more">{t("shares a screen")}</span>}
    </p>
  );
}

function pictureWords(tile: Tile): string {
  return tile.kind === "camera"
    ? t("Camera of {name}", { name: tile.name })
    : t("Shared by {name}", { name: tile.name });
}

function tileWords(tile: Tile, isSpeaking: boolean): string {
  const state = [
    isSpeaking ? t("speaking") : "",
    tile.audio ? "" : t("microphone off"),
    tile.video ? "" : t("camera off"),
  ];
  return [tile.name, ...state.filter(Boolean)].join(", ");
}
