import { useSignal } from "@preact/signals";
import { t } from "../i18n/translate";
import { chime } from "../media/chime";
import { Icon } from "../parts/Icon";
import { Volume2 } from "../parts/icons";
import { useRoom } from "../room/context";

type Check = "untested" | "playing" | "asked" | "heard" | "silent";

/** Plays a bell and asks whether it was heard. The click also lets the browser play sound later. */
export function SoundCheck() {
  const room = useRoom();
  const check = useSignal<Check>("untested");
  const play = async (): Promise<void> => {
    check.value = "playing";
    await chime().catch(() => undefined);
    check.value = "asked";
  };
  const answer = (heard: boolean): void => {
    check.value = heard ? "heard" : "silent";
    room.hasTestedSound.value = heard;
  };
  const { title, line } = words(check.value);
  return (
    <div class="lobby-line">
      <Icon node={Volume2} />
      <p role="status">
        <strong>{title}</strong>
        <span>{line}</span>
      </p>
      {check.value === "asked" ? (
        <span class="lobby-answers">
          <button type="button" class="button button--outline button--small" onClick={() => answer(true)}>
            {t("Yes")}
          </button>
          <button type="button" class="button button--outline button--small" onClick={() => answer(false)}>
            {t("No")}
          </button>
        </span>
      ) : (
        <button
          type="button"
          class="button button--outline button--small"
          data-testid="sound-check"
          onClick={() => void play()}
        >
          {check.value === "untested" ? t("Play a bell") : t("Play again")}
        </button>
      )}
    </div>
  );
}

function words(check: Check): { title: string; line: string } {
  switch (check) {
    case "untested":
      return { title: t("Try your sound"), line: t("One bell, so you hear the first word") };
    case "playing":
    case "asked":
      return { title: t("Did you hear a bell?"), line: t("It rings for less than a second") };
    case "heard":
      return { title: t("Sound works"), line: t("You heard the bell. It rings again at the start") };
    case "silent":
      return { title: t("No sound yet"), line: t("Turn up the volume, check which loudspeaker is chosen, play again") };
    default:
      return check satisfies never;
  }
}
