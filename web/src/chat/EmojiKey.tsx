import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../i18n/translate";
import { Icon } from "../parts/Icon";
import { Smile } from "../parts/icons";
import { EMOJI } from "./emoji";

const IN_ROW = 8;

/** Opens a small board of emoji; arrows walk it. */
export function EmojiKey({ onPick }: { onPick: (emoji: string) => void }) {
  const isOpen = useSignal(false);
  const box = useRef<HTMLSpanElement>(null);
  const focusOne = (index: number): void => {
    box.current?.querySelectorAll<HTMLElement>(".emoji-one")[index]?.focus();
  };
  useEffect(() => {
    if (!isOpen.value) return;
    focusOne(0);
    const leave = (event: Event): void => {
      if (!box.current?.contains(event.target as Node)) isOpen.value = false;
    };
    addEventListener("pointerdown", leave);
    return () => removeEventListener("pointerdown", leave);
  }, [isOpen.value]);
  const walk = (event: KeyboardEvent): void => {
    if (event.key === "Escape") {
      event.stopPropagation();
      isOpen.value = false;
      box.current?.querySelector<HTMLElement>(".menu-button")?.focus();
    }
    const all = [...(box.current?.querySelectorAll<HTMLElement>(".emoji-one") ?? [])];
    const here = all.indexOf(document.activeElement as HTMLElement);
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: IN_ROW, ArrowUp: -IN_ROW }[event.key];
    if (here === -1 || step === undefined) return;
    event.preventDefault();
    focusOne(Math.min(all.length - 1, Math.max(0, here + step)));
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to the buttons inside
    <span class="emoji" ref={box} onKeyDown={walk}>
      <button
        type="button"
        class="menu-button"
        aria-label={t("Emoji")}
        aria-expanded={isOpen.value}
        data-testid="emoji"
        onClick={() => {
          isOpen.value = !isOpen.value;
        }}
      >
        <Icon node={Smile} size={18} />
      </button>
      {isOpen.value && (
        <fieldset class="emoji-board" aria-label={t("Emoji")}>
          {EMOJI.map((emoji, index) => (
            <button
              key={emoji}
              type="button"
              class="emoji-one"
              tabIndex={index === 0 ? 0 : -1}
              onClick={() => {
                isOpen.value = false;
                onPick(emoji);
              }}
            >
              {emoji}
            </button>
          ))}
        </fieldset>
      )}
    </span>
  );
}
