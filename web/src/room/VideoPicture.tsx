import { useEffect, useRef } from "preact/hooks";
import { useRoom } from "./context";

interface VideoPictureProps {
  track: MediaStreamTrack;
  label: string;
  /** Received from there: its size on the page decides what is sent. */
  feed?: string | undefined;
  isMirrored?: boolean;
  /** A share is shown whole; a camera may lose its edges. */
  isContained?: boolean;
}

/** One moving picture, without sound. */
export function VideoPicture({ track, label, feed, isMirrored = false, isContained = false }: VideoPictureProps) {
  const { sizes } = useRoom().media;
  const element = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (feed !== undefined && element.current !== null) return sizes.observe(feed, element.current);
  }, [feed, sizes]);
  useEffect(() => {
    const video = element.current;
    if (video === null) return;
    video.srcObject = new MediaStream([track]);
    video.play().catch(() => undefined);
  }, [track]);
  const looks = `picture ${isMirrored ? "is-mirrored" : ""} ${isContained ? "is-contained" : ""}`;
  return <video ref={element} class={looks} autoplay playsInline muted aria-label={label} />;
}
