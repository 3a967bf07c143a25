import { useSignal } from "@preact/signals";
import type { Card } from "../gen/room";
import { t } from "../i18n/translate";
import { Icon } from "../parts/Icon";
import { ExternalLink, X } from "../parts/icons";
import { useRoom } from "../room/context";
import { fileAddress } from "./uploads";

/** The newest card that the host shows, over the foot of the stage; closed, it stays in the tab "Files". */
export function CardShelf() {
  const { activities } = useRoom();
  const closed = useSignal<ReadonlySet<string>>(new Set());
  const card = activities.shownCards.value.filter((one) => !closed.value.has(one.id)).at(-1);
  if (card === undefined) return null;
  return (
    <section class="card-shelf" aria-label={t("From the host")} data-testid="card">
      <CardWords card={card} />
      <CardLink card={card} isLit />
      <button
        type="button"
        class="notice-close"
        aria-label={t("Close")}
        onClick={() => {
          closed.value = new Set([...closed.value, card.id]);
        }}
      >
        <Icon node={X} size={16} />
      </button>
    </section>
  );
}

export function CardWords({ card }: { card: Card }) {
  return (
    <div class="card-words">
      <h3 class="card-title">
        <bdi>{card.title}</bdi>
      </h3>
      {card.text !== "" && (
        <p class="card-text">
          <bdi>{card.text}</bdi>
        </p>
      )}
      <p class="card-host">{new URL(card.url).hostname}</p>
    </div>
  );
}

/** Leads through the server, which counts and knows where to. */
export function CardLink({ card, isLit = false }: { card: Card; isLit?: boolean }) {
  const { config } = useRoom();
  return (
    <a
      class={`button ${isLit ? "button--lit" : "button--outline"}`}
      href={fileAddress(config, "cards", card.id)}
      target="_blank"
      rel="noopener noreferrer"
      data-testid="card-link"
    >
      <bdi>{card.label}</bdi> <Icon node={ExternalLink} size={16} />
      <span class="visually-hidden"> {t("opens in a new tab")}</span>
    </a>
  );
}
