import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import type { Card, Cue, Poll } from "../gen/room";
import { t } from "../i18n/translate";
import { Icon } from "../parts/Icon";
import { ArrowDown, ArrowUp, ChartColumn, Megaphone, StickyNote, Trash } from "../parts/icons";
import { useRoom } from "../room/context";
import { CardForm } from "./CardForm";
import { ActProblem } from "./Problem";
import { useAct } from "./useAct";

const LONGEST_NOTE = 500;

/** For the team: what comes, in order, one click each. */
export function RunOfShow() {
  const { store } = useRoom();
  const cues = store.snapshot.value?.cues ?? [];
  const next = cues.find((cue) => !cue.is_done);
  const isMakingCard = useSignal(false);
  return (
    <div class="activities" data-testid="run-of-show">
      <h3 class="activities-title">{t("Run of show")}</h3>
      {cues.length === 0 && (
        <p class="activities-none">{t("Nothing is planned. Polls and cards you prepare line up here.")}</p>
      )}
      <ol class="cues">
        {cues.map((cue, at) => (
          <CueRow key={cue.id} cue={cue} at={at} isLast={at === cues.length - 1} isNext={cue === next} />
        ))}
      </ol>
      <NoteForm />
      {isMakingCard.value ? (
        <CardForm onClose={() => (isMakingCard.value = false)} />
      ) : (
        <button
          type="button"
          class="button button--outline activities-new"
          data-testid="card-new"
          onClick={() => (isMakingCard.value = true)}
        >
          <Icon node={Megaphone} size={16} /> {t("New card")}
        </button>
      )}
    </div>
  );
}

interface CueRowProps {
  cue: Cue;
  at: number;
  isLast: boolean;
  isNext: boolean;
}

function CueRow({ cue, at, isLast, isNext }: CueRowProps) {
  const { activities, store } = useRoom();
  const act = useAct();
  const snapshot = store.snapshot.value;
  const poll = snapshot?.polls.find((one) => one.id === cue.ref);
  const card = snapshot?.cards.find((one) => one.id === cue.ref);
  const words = poll?.question ?? card?.title ?? cue.note ?? "";
  const taken = activities.tally(cue.ref ?? "").count;
  return (
    <li class={`cue ${isNext ? "is-next" : ""} ${cue.is_done ? "is-done" : ""}`} data-testid="cue">
      <Icon node={{ poll: ChartColumn, card: Megaphone, note: StickyNote }[cue.kind]} size={16} />
      <div class="prepared-words">
        <p class="cue-words">
          <bdi>{words}</bdi>
        </p>
        <p class="prepared-more">
          {stateWords(cue, poll, card)}
          {card !== undefined && ` · ${t("{count} clicked", { count: taken })}`}
        </p>
        <ActProblem problem={act.problem} />
        <div class="cue-acts">
          <CueAct cue={cue} poll={poll} card={card} run={act.run} isLit={isNext} />
          <button
            type="button"
            class="icon-button"
            aria-label={t("Move “{name}” up", { name: words })}
            aria-disabled={at === 0}
            onClick={() => at > 0 && void act.run(() => activities.moveCue(cue.id, at - 1))}
          >
            <Icon node={ArrowUp} size={16} />
          </button>
          <button
            type="button"
            class="icon-button"
            aria-label={t("Move “{name}” down", { name: words })}
            aria-disabled={isLast}
            onClick={() => !isLast && void act.run(() => activities.moveCue(cue.id, at + 1))}
          >
            <Icon node={ArrowDown} size={16} />
          </button>
          <RemoveCue cue={cue} poll={poll} card={card} words={words} run={act.run} />
        </div>
      </div>
    </li>
  );
}

type Run = (what: () => Promise<void>) => Promise<boolean>;

interface CueActProps {
  cue: Cue;
  poll: Poll | undefined;
  card: Card | undefined;
  run: Run;
}

/** The one click: open, close, show, hide, or tick off. */
function CueAct({ cue, poll, card, run, isLit }: CueActProps & { isLit: boolean }) {
  const { activities, store } = useRoom();
  const look = `button button--small ${isLit ? "button--lit" : "button--outline"}`;
  if (poll?.status === "open") {
    return (
      <button type="button" class={look} onClick={() => void run(() => activities.closePoll(poll))}>
        {t("Close poll")}
      </button>
    );
  }
  if (card?.is_shown) {
    return (
      <button
        type="button"
        class={look}
        data-testid="card-hide"
        onClick={() => void run(() => activities.showCard(card, false))}
      >
        {t("Hide")}
      </button>
    );
  }
  if ((cue.kind === "note" && cue.is_done) || (cue.kind === "poll" && store.status.value !== "live")) return null;
  const label = { poll: t("Open"), card: t("Show"), note: t("Done") }[cue.kind];
  return (
    <button
      type="button"
      class={look}
      data-testid="cue-launch"
      onClick={() => void run(() => activities.launch(cue.id))}
    >
      {label}
    </button>
  );
}

function RemoveCue({ cue, poll, card, words, run }: CueActProps & { words: string }) {
  const { activities } = useRoom();
  const isFixed = card?.is_shown || (poll !== undefined && poll.status !== "prepared");
  if (isFixed) return null;
  const remove = (): Promise<void> => {
    if (poll !== undefined) return activities.removePoll(poll);
    if (card !== undefined) return activities.removeCard(card);
    return activities.removeNote(cue.id);
  };
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={t("Remove “{name}”", { name: words })}
      onClick={() => void run(remove)}
    >
      <Icon node={Trash} size={16} />
    </button>
  );
}

function NoteForm() {
  const { activities } = useRoom();
  const field = useId();
  const text = useSignal("");
  const act = useAct();
  const send = async (): Promise<void> => {
    const note = text.value.trim();
    if (note !== "" && (await act.run(() => activities.addNote(note)))) text.value = "";
  };
  return (
    <form
      class="note-form"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <label class="field-label" for={field}>
        {t("Note for the team")}
      </label>
      <span class="note-form-row">
        <input
          id={field}
          class="input"
          maxLength={LONGEST_NOTE}
          value={text.value}
          data-testid="note-text"
          onInput={(event) => {
            text.value = event.currentTarget.value;
          }}
        />
        <button type="submit" class="button button--outline">
          {t("Add")}
        </button>
      </span>
      <ActProblem problem={act.problem} />
    </form>
  );
}

function stateWords(cue: Cue, poll: Poll | undefined, card: Card | undefined): string {
  if (poll !== undefined) return { prepared: t("Poll"), open: t("Poll, open"), closed: t("Poll, closed") }[poll.status];
  if (card !== undefined) return card.is_shown ? t("Card, shown") : t("Card");
  return cue.is_done ? t("Note, done") : t("Note");
}
