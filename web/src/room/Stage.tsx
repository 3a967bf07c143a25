import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { FilmOnStage } from "../activities/FilmOnStage";
import { SlidesOnStage } from "../activities/SlidesOnStage";
import { CaptionsArea } from "../captions/CaptionsArea";
import { t } from "../i18n/translate";
import { Icon } from "../parts/Icon";
import { Users, Volume2 } from "../parts/icons";
import { isLandscapePhone, isPhone } from "../parts/screen";
import { useRoom } from "./context";
import { Present, StatusChip } from "./Header";
import { RisingReactions } from "./RisingReactions";
import { gridShape, type StagePlan, type Tile } from "./stagePlan";
import { TileView } from "./TileView";

/** The pictures, in the places the plan gives them. */
export function Stage({ plan }: { plan: StagePlan }) {
  const { media } = useRoom();
  return (
    <>
      <Shown plan={plan} />
      <RisingReactions />
      <CaptionsArea />
      {media.isSoundBlocked.value && <SoundButton />}
      {isLandscapePhone.value && (
        <p class="stage-facts">
          <StatusChip />
          <Present />
        </p>
      )}
    </>
  );
}

/** Slides or a film have the large place while they are on; everyone's pictures stand in the strip. */
function Shown({ plan }: { plan: StagePlan }) {
  const { store, tiles } = useRoom();
  const slides = store.snapshot.value?.slides ?? null;
  const film = store.snapshot.value?.film ?? null;
  if (slides === null && film === null) return <Pictures plan={plan} />;
  const strip = isPhone.value ? tiles.value.slice(0, 1) : tiles.value;
  return (
    <div class={`stage-plan is-share ${strip.length > 0 ? "has-strip" : ""}`}>
      <div class="stage-large">
        {slides !== null && <SlidesOnStage slides={slides} />}
        {film !== null && <FilmOnStage key={film.film_id} film={film} />}
      </div>
      {strip.length > 0 && <Strip tiles={strip} />}
    </div>
  );
}

function Pictures({ plan }: { plan: StagePlan }) {
  switch (plan.layout) {
    case "empty":
      return <EmptyStage />;
    case "grid":
      return <GridOfTiles tiles={plan.tiles} />;
    case "speaker":
      return <Speaker main={plan.main} strip={plan.strip} isInset={plan.isInset ?? false} />;
    default:
      return plan satisfies never;
  }
}

function Speaker({ main, strip, isInset }: { main: Tile; strip: Tile[]; isInset: boolean }) {
  const { ring } = useRoom();
  const isShare = main.kind !== "camera";
  // Over a share on a phone there is room for one: who spoke last.
  const inset = strip.find((tile) => tile.person_id === ring.latest.value) ?? strip[0];
  const shown = isShare && (isPhone.value || isLandscapePhone.value) && inset !== undefined ? [inset] : strip;
  return (
    <div
      class={`stage-plan ${shown.length > 0 ? "has-strip" : ""} ${isShare ? "is-share" : ""} ${isInset ? "is-inset" : ""}`}
    >
      <div class="stage-large">
        <TileView key={main.feed} tile={main} isLarge />
      </div>
      {shown.length > 0 && <Strip tiles={shown} />}
    </div>
  );
}

function Strip({ tiles }: { tiles: Tile[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section class="strip" aria-label={t("Others on stage")} tabIndex={0}>
      {tiles.map((tile) => (
        <TileView key={tile.feed} tile={tile} />
      ))}
    </section>
  );
}

export function GridOfTiles({ tiles }: { tiles: Tile[] }) {
  const box = useRef<HTMLDivElement>(null);
  const aspect = useSignal(16 / 9);
  useEffect(() => {
    const stage = box.current?.parentElement;
    if (!stage) return;
    const observer = new ResizeObserver(() => {
      if (stage.clientHeight > 0) aspect.value = stage.clientWidth / stage.clientHeight;
    });
    observer.observe(stage);
    return () => observer.disconnect();
  }, []);
  const { columns, rows } = gridShape(tiles.length, aspect.value);
  return (
    <div ref={box} class="grid" style={{ "--cols": columns, "--rows": rows }}>
      {tiles.map((tile) => (
        <TileView key={tile.feed} tile={tile} />
      ))}
    </div>
  );
}

function EmptyStage() {
  const { store } = useRoom();
  const note = store.snapshot.value?.note ?? null;
  return (
    <div class="stage-empty">
      <div class="stage-empty-words">
        <h2>{note === null ? t("The stage is empty") : note.text}</h2>
        <p>{note === null ? t("Sound and picture come by themselves as soon as somebody is here.") : note.name}</p>
        <Icon node={Users} />
      </div>
    </div>
  );
}

function SoundButton() {
  const { sound } = useRoom();
  return (
    <div class="sound-card">
      <strong>{t("Your browser is waiting for a click")}</strong>
      <span>{t("It plays sound only after you ask for it.")}</span>
      <button
        type="button"
        class="button button--lit button--large"
        data-testid="sound-button"
        onClick={() => void sound.unblock()}
      >
        <Icon node={Volume2} /> {t("Turn on sound")}
      </button>
    </div>
  );
}
