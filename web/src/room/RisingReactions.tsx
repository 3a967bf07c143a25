import type { Reaction } from "../gen/room";
import { t } from "../i18n/translate";
import { Icon } from "../parts/Icon";
import { Heart, Laugh, PartyPopper, Surprise, ThumbsUp } from "../parts/icons";
import { useRoom } from "./context";

export const REACTION_ICONS = {
  applause: PartyPopper,
  heart: Heart,
  thumbs_up: ThumbsUp,
  laugh: Laugh,
  surprise: Surprise,
};

export function reactionWords(kind: Reaction): string {
  return {
    applause: t("Applause"),
    heart: t("Heart"),
    thumbs_up: t("Thumbs up"),
    laugh: t("Laugh"),
    surprise: t("Surprise"),
  }[kind];
}

/** What the room feels, at the right edge of the stage; with reduced motion they stand and count. */
export function RisingReactions() {
  const { reactions } = useRoom();
  return (
    <div class="rising" aria-hidden="true">
      {reactions.rising.value.map((one) => (
        <span key={one.id} class={`rising-one rising-one--${one.lane}`}>
          <Icon node={REACTION_ICONS[one.kind]} size={22} />
          {one.count > 1 && <span class="figures">{one.count}</span>}
        </span>
      ))}
    </div>
  );
}
