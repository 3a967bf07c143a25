import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { CallRefused } from "../connection/calls";
import { t } from "../i18n/translate";
import { useRoom } from "../room/context";

const LONGEST = 500;

/** The host's word to those who wait: it stands in the lobby at once. */
export function NoteCard() {
  const room = useRoom();
  const field = useId();
  const note = room.store.snapshot.value?.note ?? null;
  const draft = useSignal(note?.text ?? "");
  const answer = useSignal<string | null>(null);
  const isChanged = draft.value.trim() !== (note?.text ?? "");
  const show = async (): Promise<void> => {
    try {
      await room.setNote(draft.value.trim() || null);
      answer.value = draft.value.trim() === "" ? t("The note is gone from the lobby.") : t("The lobby shows it now.");
    } catch (reason) {
      answer.value = reason instanceof CallRefused ? reason.error.detail : t("That did not get through. Try again.");
    }
  };
  return (
    <section class="green-card green-card--note" aria-label={t("A word for the lobby")}>
      <label class="green-card-title" for={field}>
        {t("A word for the lobby")}
      </label>
      <textarea
        id={field}
        class="input green-note"
        rows={3}
        maxLength={LONGEST}
        placeholder={t("What people can do while they wait")}
        value={draft.value}
        onInput={(event) => {
          draft.value = event.currentTarget.value;
          answer.value = null;
        }}
      />
      <p class="green-note-foot">
        <button
          type="button"
          class="button button--outline button--small"
          aria-disabled={!isChanged}
          onClick={() => isChanged && void show()}
        >
          {t("Show it")}
        </button>
        <span role="status">{answer.value}</span>
      </p>
    </section>
  );
}
