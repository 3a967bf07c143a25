import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../i18n/translate";
import { Icon } from "../parts/Icon";
import { Smile } from "../parts/icons";
import { useRoom } from "./context";
import { Key } from "./Key";
import { REACTIONS } from "./Reactions";
import { REACTION_ICONS, reactionWords } from "./RisingReactions";

/** Opens the five reactions; they stay open, so that a person can clap for a while. */
export function ReactKey() {
  const room = useRoom();
  const isOpen = useSignal(false);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!isOpen.value) return;
    box.current?.querySelector<HTMLElement>(".react-menu button")?.focus();
    const close = (event: Event): void => {
      if (event instanceof KeyboardEvent ? event.key === "Escape" : !box.current?.contains(event.target as Node)) {
        isOpen.value = false;
        if (event instanceof KeyboardEvent) box.current?.querySelector<HTMLElement>("button")?.focus();
      }
    };
    addEventListener("pointerdown", close);
    addEventListener("keydown", close);
    return () => {
      removeEventListener("pointerdown", close);
      removeEventListener("keydown", close);
    };
  }, [isOpen.value]);
  return (
    <div class="react" ref={box}>
      <Key
        icon={Smile}
        label={t("React")}
        isOpen={isOpen.value}
        testid="react"
        onPress={() => {
          isOpen.value = !isOpen.value;
        }}
      />
      {isOpen.value && (
        <fieldset class="react-menu" aria-label={t("Reactions")}>
          {REACTIONS.map((kind) => (
            <button
              key={kind}
              type="button"
              class="react-one"
              aria-label={reactionWords(kind)}
              data-testid={`react-${kind}`}
              onClick={() => room.react(kind)}
            >
              <Icon node={REACTION_ICONS[kind]} size={22} />
            </button>
          ))}
        </fieldset>
      )}
    </div>
  );
}
