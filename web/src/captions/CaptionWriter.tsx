import { useSignal } from "@preact/signals";
import { useEffect, useId, useRef } from "preact/hooks";
import { t } from "../i18n/translate";
import { useRoom } from "../room/context";

/** As the server has it. */
const LONGEST = 240;
const TOLD_EACH_MS = 300;

/** For whoever writes the captions: others see each line while it grows; Enter ends it. */
export function CaptionWriter() {
  const room = useRoom();
  const field = useId();
  const text = useSignal("");
  const line = useRef<number | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const tell = (isFinal: boolean): void => {
    clearTimeout(timer.current);
    timer.current = undefined;
    line.current ??= room.captions.next.value;
    room.sendCaption(line.current, text.value, isFinal);
    if (!isFinal) return;
    line.current = null;
    text.value = "";
  };
  return (
    <form
      class="caption-writer"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.value.trim() !== "") tell(true);
      }}
    >
      <label for={field}>{t("Captions")}</label>
      <input
        id={field}
        class="input"
        maxLength={LONGEST}
        autocomplete="off"
        placeholder={t("Write what is said; Enter ends the line")}
        value={text.value}
        data-testid="caption-input"
        onInput={(event) => {
          text.value = event.currentTarget.value;
          timer.current ??= setTimeout(() => tell(false), TOLD_EACH_MS);
        }}
      />
    </form>
  );
}
