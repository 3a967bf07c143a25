import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { FilmOnStage } from "../gen/room";
import { runningTime } from "../i18n/times";
import { t } from "../i18n/translate";
import { Icon } from "../parts/Icon";
import { Pause, Play, X } from "../parts/icons";
import { useRoom } from "../room/context";
import { filmPosition } from "./filmTime";
import { ActProblem } from "./Problem";
import { useAct } from "./useAct";

const SHOW_EACH_MS = 250;

/** Play, pause, a bar to go somewhere, and off. */
export function FilmKeys({ film, durationMs }: { film: FilmOnStage; durationMs: number }) {
  const { activities, store } = useRoom();
  const act = useAct();
  const moment = useSignal(store.now());
  useEffect(() => {
    const timer = setInterval(() => {
      moment.value = store.now();
    }, SHOW_EACH_MS);
    return () => clearInterval(timer);
  }, []);
  const position = filmPosition(film, Math.max(moment.value, film.at), durationMs || undefined);
  const isOver = durationMs > 0 && position >= durationMs;
  const isRunning = film.is_playing && !isOver;
  const press = async (): Promise<void> => {
    if (isOver) await activities.seekFilm(0);
    await activities.playFilm(!isRunning);
  };
  return (
    <>
      <button
        type="button"
        class="icon-button"
        aria-label={isRunning ? t("Pause the film") : t("Play the film")}
        data-testid="film-play"
        onClick={() => void act.run(press)}
      >
        <Icon node={isRunning ? Pause : Play} size={18} />
      </button>
      <SeekBar
        position={position}
        durationMs={durationMs}
        onSeek={(ms) => void act.run(() => activities.seekFilm(ms))}
      />
      <span class="figures">
        {runningTime(position)} / {runningTime(durationMs)}
      </span>
      <button
        type="button"
        class="icon-button"
        aria-label={t("Take the film off stage")}
        data-testid="film-off"
        onClick={() => void act.run(() => activities.showFilm(null))}
      >
        <Icon node={X} size={18} />
      </button>
      <ActProblem problem={act.problem} />
    </>
  );
}

interface SeekBarProps {
  position: number;
  durationMs: number;
  onSeek: (ms: number) => void;
}

/** Stays where it is held until it is let go. */
function SeekBar({ position, durationMs, onSeek }: SeekBarProps) {
  const held = useSignal<number | null>(null);
  const shown = held.value ?? position;
  return (
    <input
      type="range"
      class="film-bar"
      min={0}
      max={Math.round(durationMs)}
      step={100}
      value={Math.round(shown)}
      disabled={durationMs === 0}
      aria-label={t("Place in the film")}
      aria-valuetext={t("{place} of {whole}", { place: runningTime(shown), whole: runningTime(durationMs) })}
      data-testid="film-bar"
      onInput={(event) => {
        held.value = event.currentTarget.valueAsNumber;
      }}
      onChange={(event) => {
        onSeek(event.currentTarget.valueAsNumber);
        held.value = null;
      }}
    />
  );
}
