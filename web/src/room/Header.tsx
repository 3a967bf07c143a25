import { useSignal } from "@preact/signals";
import type { Grade } from "../gen/room";
import { runningTime } from "../i18n/times";
import { n, t } from "../i18n/translate";
import { Icon } from "../parts/Icon";
import { Captions, EyeOff, LogOut, Settings, Signal, SignalLow, SignalMedium, Users } from "../parts/icons";
import { Mark } from "../parts/Mark";
import { isPhone } from "../parts/screen";
import { tick } from "../state/clock";
import { useRoom } from "./context";
import { EndDialog } from "./EndDialog";

/** Never lies: live or not, for how long, how many, how the connection is. */
export function Header() {
  const room = useRoom();
  return (
    <header class="head" data-region tabIndex={-1}>
      <Mark />
      <StatusChip />
      <h1 class="head-title" title={room.config.event.title}>
        {room.config.event.title}
      </h1>
      <Present />
      <ConnectionWords />
      <HeadKeys />
      <WayOut />
    </header>
  );
}

export function StatusChip() {
  void tick.value;
  const { store } = useRoom();
  const startedAt = store.snapshot.value?.session.started_at ?? null;
  if (store.status.value !== "live") {
    return (
      <span class="not-live">
        <Icon node={EyeOff} size={15} /> {t("Not live")}
      </span>
    );
  }
  return (
    <span class="on-air" data-testid="live">
      <span class="on-air-dot" />
      LIVE
      {startedAt !== null && !isPhone.value && <span class="on-air-time">{runningTime(store.now() - startedAt)}</span>}
    </span>
  );
}

export function Present() {
  const { store } = useRoom();
  const { count, waiting } = store.present.value;
  const isLive = store.status.value === "live";
  const shown = isLive ? count : waiting;
  const words = isLive
    ? n("{count} watching", "{count} watching", shown)
    : n("{count} waiting", "{count} waiting", shown);
  return (
    <span class="head-fact head-present" title={words}>
      <Icon node={Users} size={16} />
      <strong class="figures" data-testid="present-count">
        {shown}
      </strong>
      <span class="head-words">{words.replace(/^[\d\s.,\u00a0\u202f]+/, "")}</span>
    </span>
  );
}

/** What each person sets for themselves, at hand on every screen. */
export function HeadKeys() {
  const { captions, openDialog, store } = useRoom();
  return (
    <span class="head-keys">
      {store.snapshot.value?.captioner != null && (
        <button
          type="button"
          class={`head-key ${captions.isOn.value ? "is-on" : ""}`}
          aria-label={t("Captions")}
          aria-pressed={captions.isOn.value}
          data-testid="captions-key"
          onClick={() => {
            captions.isOn.value = !captions.isOn.value;
          }}
        >
          <Icon node={Captions} />
        </button>
      )}
      <button
        type="button"
        class="head-key"
        aria-label={t("Settings")}
        data-testid="settings"
        onClick={() => {
          openDialog.value = "settings";
        }}
      >
        <Icon node={Settings} />
      </button>
    </span>
  );
}

function ConnectionWords() {
  const { connection, isAway, media } = useRoom();
  const isGone = isAway.value || connection.state.value.kind !== "open";
  const grade = media.grade.value;
  const icon = isGone || grade === "poor" ? SignalLow : grade === "fair" ? SignalMedium : Signal;
  const words = isGone ? t("Finding you again") : media.isAudioOnly.value ? t("Sound only") : gradeWords(grade);
  return (
    <span class={`head-fact head-connection ${isGone ? "is-gone" : `is-${grade}`}`} data-testid="connection-words">
      <Icon node={icon} size={16} />
      <span class="head-words">{words}</span>
    </span>
  );
}

export function gradeWords(grade: Grade): string {
  return { good: t("Good connection"), fair: t("Fair connection"), poor: t("Poor connection") }[grade];
}

/** For a host while the show runs this asks what shall happen; for everyone else it leaves. */
export function WayOut() {
  const room = useRoom();
  const isAsking = useSignal(false);
  const mayEnd = room.can("end") && room.store.status.value === "live";
  if (!mayEnd) {
    return (
      <button type="button" class="button button--outline way-out" data-testid="leave" onClick={() => room.leave()}>
        <span class="way-out-icon">
          <Icon node={LogOut} />
        </span>
        <span class="way-out-words">{t("Leave")}</span>
      </button>
    );
  }
  return (
    <>
      <button
        type="button"
        class="button button--outline way-out way-out--end"
        data-testid="end"
        onClick={() => {
          isAsking.value = true;
        }}
      >
        <span class="way-out-icon">
          <Icon node={LogOut} />
        </span>
        <span class="way-out-words">{t("End…")}</span>
      </button>
      {isAsking.value && (
        <EndDialog
          onClose={() => {
            isAsking.value = false;
          }}
        />
      )}
    </>
  );
}
