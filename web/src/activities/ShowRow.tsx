import type { IconNode } from "lucide";

import { t } from "../i18n/translate";
import { Icon } from "../parts/Icon";
import { Trash } from "../parts/icons";
import { ActProblem } from "./Problem";
import { useAct } from "./useAct";

interface Showable {
  icon: IconNode;
  name: string;
  /** A few words more: how long or how large it is. */
  more: string;
  isShown: boolean;
  testIds: { row: string; show: string };
  /** Put it on stage, or take it off again. */
  show: () => Promise<void>;
  remove: () => Promise<void>;
}

/** A file of the team that one click puts on stage; what is there cannot be removed. */
export function ShowRow({ icon, name, more, isShown, testIds, show, remove }: Showable) {
  const act = useAct();
  return (
    <article class="prepared" data-testid={testIds.row}>
      <Icon node={icon} />
      <div class="prepared-words">
        <h4 class="prepared-title" title={name}>
          <bdi>{name}</bdi>
        </h4>
        <p class="prepared-more">{more}</p>
        <ActProblem problem={act.problem} />
      </div>
      {!isShown && (
        <button
          type="button"
          class="icon-button"
          aria-label={t("Remove “{name}”", { name })}
          onClick={() => void act.run(remove)}
        >
          <Icon node={Trash} size={16} />
        </button>
      )}
      <button
        type="button"
        class="button button--outline"
        data-testid={testIds.show}
        onClick={() => void act.run(show)}
      >
        {isShown ? t("Take off stage") : t("Show")}
      </button>
    </article>
  );
}
