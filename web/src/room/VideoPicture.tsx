import { useEffect, useRef } from "preact/hooks";

interface VideoPictureProps {
  track: MediaStreamTrack;
  label: string;
  isMirrored?: boolean;
  /** A share is shown whole; a camera may lose its edges. */
  isContained?: boolean;
}

/** One moving picture, without sound. */
export function VideoPicture({ track, label, isMirrored = false, isContained = false }: VideoPictureProps) {
  const element = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const video = element.current;
    if (video === null) return;
    video.srcObject = new MediaStream([track]);
    video.play().catch(() => undefined);
  }, [track]);
  const looks = `picture ${isMirrored ? "is-mirrored" : ""} ${isContained ? "is-contained" : ""}`;
  return <video ref={element} class={looks} autoplay playsInline muted aria-label={label} />;
}
