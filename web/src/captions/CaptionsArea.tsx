import { t } from "../i18n/translate";
import { useRoom } from "../room/context";

/**
 * What is being said, in words, at the foot of the stage. Not a live region: who uses a screen reader hears the
 * speaker already, and reads along here by moving to it.
 */
export function CaptionsArea() {
  const { captions, store } = useRoom();
  const hasCaptioner = store.snapshot.value?.captioner != null;
  if (!captions.isOn.value || (!hasCaptioner && captions.lines.value.length === 0)) return null;
  return (
    <section
      class={`captions captions--${captions.size.value}`}
      aria-label={t("Captions")}
      data-region
      tabIndex={-1}
      data-testid="captions"
    >
      {captions.lines.value.map(({ line, text }) => (
        <p key={line} class="captions-line" dir="auto" data-testid="caption-line">
          {text}
        </p>
      ))}
      {captions.lines.value.length === 0 && <p class="captions-line captions-line--wait">{t("Captions are on.")}</p>}
    </section>
  );
}
