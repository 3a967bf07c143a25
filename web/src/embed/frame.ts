import type { Tiding as Event } from "../parts/around";

export interface Tiding {
  source: "webinar-room";
  event: Event;
  height?: number;
}

export interface FrameOptions {
  src: string;
  title: string;
  /** CSS lengths. */
  width: string;
  height: string;
  /** The frame is as high as its page, whatever `height` says. */
  sizesItself: boolean;
  tell?: (tiding: Tiding) => void;
}

const ALLOWED = "camera; microphone; display-capture; fullscreen; autoplay; clipboard-write; picture-in-picture";

/** A frame on a page of ours; it listens for as long as it stands in the document. */
export function makeFrame(options: FrameOptions): HTMLIFrameElement {
  const frame = document.createElement("iframe");
  frame.src = options.src;
  frame.title = options.title;
  frame.allow = ALLOWED;
  frame.allowFullscreen = true;
  Object.assign(frame.style, { width: options.width, height: options.height, border: "0", display: "block" });
  let wasThere = false;
  const listen = (message: MessageEvent): void => {
    if (wasThere && !frame.isConnected) window.removeEventListener("message", listen);
    wasThere = frame.isConnected;
    if (message.source !== frame.contentWindow || !isTiding(message.data)) return;
    const { event, height } = message.data;
    if (event === "height" && options.sizesItself && height !== undefined) frame.style.height = `${height}px`;
    options.tell?.(message.data);
  };
  window.addEventListener("message", listen);
  return frame;
}

function isTiding(data: unknown): data is Tiding {
  const told = data as Partial<Tiding> | null;
  return typeof told === "object" && told?.source === "webinar-room" && typeof told.event === "string";
}
