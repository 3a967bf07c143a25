import { useEffect } from "preact/hooks";
import { PollPrompt } from "../activities/PollPrompt";
import { n, t } from "../i18n/translate";
import { Icon } from "../parts/Icon";
import { CircleCheck, TriangleAlert, X } from "../parts/icons";
import { useRoom } from "../room/context";
import { ToldNotice } from "./ToldNotice";

const READ_IN_MS = 8_000;

/** What people should know without a question: at most two at once, connection first. */
export function Banners() {
  const { store } = useRoom();
  return (
    <div class="banners">
      <CaughtUp />
      <ToldNotice />
      <Outage />
      {store.status.value === "live" && <PollPrompt />}
      <WeakLine />
      <OtherDevice />
    </div>
  );
}

function CaughtUp() {
  const room = useRoom();
  const count = room.caughtUp.value;
  useEffect(() => {
    if (count === null) return;
    const timer = setTimeout(close, READ_IN_MS);
    return () => clearTimeout(timer);
  }, [count]);
  if (count === null) return null;
  function close(): void {
    room.caughtUp.value = null;
  }
  return (
    <div class="notice notice--good" role="status" data-testid="back-notice">
      <Icon node={CircleCheck} />
      <p>
        <strong>{t("You are back.")}</strong> {caughtUpWords(count)}
      </p>
      <button type="button" class="notice-close" aria-label={t("Close")} onClick={close}>
        <Icon node={X} size={16} />
      </button>
    </div>
  );
}

export function caughtUpWords(count: number): string {
  if (count === 0) return t("Nothing was missed.");
  return n("{count} message caught up, nothing missed.", "{count} messages caught up, nothing missed.", count);
}

function Outage() {
  const { media, screen, isAway } = useRoom();
  if (isAway.value) return null;
  const words = outageWords(media.outage.value, media.refusal.value ?? screen.refusal.value);
  if (words === null) return null;
  return (
    <div class="notice notice--warning" role="status" data-testid="media-notice">
      <Icon node={TriangleAlert} />
      <p>{words}</p>
    </div>
  );
}

function WeakLine() {
  const { media, isAway } = useRoom();
  if (!media.isVideoPaused.value || isAway.value || media.outage.value !== null) return null;
  return (
    <div class="notice notice--warning" role="status" data-testid="weak-notice">
      <Icon node={TriangleAlert} />
      <p>{t("Your connection is weak: video paused. The sound goes on.")}</p>
    </div>
  );
}

/** A camera or microphone went away while in use and another one took its place. */
function OtherDevice() {
  const { replaced } = useRoom().media.devices;
  const other = replaced.value;
  useEffect(() => {
    if (other === null) return;
    const timer = setTimeout(close, READ_IN_MS);
    return () => clearTimeout(timer);
  }, [other]);
  if (other === null) return null;
  function close(): void {
    replaced.value = null;
  }
  return (
    <div class="notice" role="status" data-testid="device-notice">
      <Icon node={CircleCheck} />
      <p>
        {other.kind === "camera"
          ? t("Your camera went away. Now in use: {label}", { label: other.label })
          : t("Your microphone went away. Now in use: {label}", { label: other.label })}
      </p>
      <button type="button" class="notice-close" aria-label={t("Close")} onClick={close}>
        <Icon node={X} size={16} />
      </button>
    </div>
  );
}

/** The server tells everyone alike why; what it says is English. */
function detailWords(detail: string | null): string {
  switch (detail) {
    case "Video is switched off on this server.":
      return t("Video is switched off on this server.");
    case "The video server is being restarted. Video comes back by itself.":
      return t("The video server is being restarted. Video comes back by itself.");
    default:
      return detail ?? "";
  }
}

function outageWords(outage: { detail: string | null } | null, refusal: string | null): string | null {
  if (outage !== null) {
    return `${t("Sound and picture are away. They come back by themselves; the chat goes on.")} ${detailWords(outage.detail)}`.trim();
  }
  return refusal === null ? null : t("You are not on stage: {reason}", { reason: refusal });
}
