import { effect, type ReadonlySignal, signal } from "@preact/signals";

/** What stands large: its picture, and whose it is. */
export interface LargePicture {
  name: string;
  track: MediaStreamTrack | null;
}

interface DocumentPictureInPicture {
  readonly window: Window | null;
  requestWindow(options: { width: number; height: number }): Promise<Window>;
}

declare global {
  interface Window {
    documentPictureInPicture?: DocumentPictureInPicture;
  }
}

const SIZE = { width: 480, height: 270 };

/**
 * The large picture in a window of its own. Where the browser has windows for documents the picture follows the stage
 * and carries a name; elsewhere the large video itself goes into the browser's small player.
 */
export class PictureInPicture {
  readonly isOpen = signal(false);
  private close: (() => void) | null = null;

  constructor(private readonly large: ReadonlySignal<LargePicture | null>) {}

  static get isPossible(): boolean {
    return window.documentPictureInPicture !== undefined || document.pictureInPictureEnabled === true;
  }

  async toggle(): Promise<void> {
    if (this.close !== null) return this.shut();
    try {
      await (window.documentPictureInPicture === undefined ? this.openVideo() : this.openWindow());
    } catch {
      this.shut(); // The browser or the person said no; the room is as it was.
    }
  }

  shut(): void {
    const close = this.close;
    this.close = null;
    this.isOpen.value = false;
    close?.();
  }

  private async openWindow(): Promise<void> {
    const small = await window.documentPictureInPicture?.requestWindow(SIZE);
    if (small === undefined) return;
    const { video, name } = furnish(small.document);
    const stop = effect(() => {
      const large = this.large.value;
      name.textContent = large?.name ?? "";
      video.srcObject = large?.track ? new MediaStream([large.track]) : null;
    });
    small.addEventListener("pagehide", () => this.shut());
    this.opened(() => {
      stop();
      small.close();
    });
  }

  private async openVideo(): Promise<void> {
    const video = document.querySelector<HTMLVideoElement>(".stage-large video, .grid video");
    if (video === null) return;
    await video.requestPictureInPicture();
    video.addEventListener("leavepictureinpicture", () => this.shut(), { once: true });
    this.opened(() => void document.exitPictureInPicture().catch(() => undefined));
  }

  private opened(close: () => void): void {
    this.close = close;
    this.isOpen.value = true;
  }
}

function furnish(small: Document): { video: HTMLVideoElement; name: HTMLElement } {
  const video = small.createElement("video");
  const name = small.createElement("p");
  Object.assign(video, { autoplay: true, muted: true, playsInline: true });
  Object.assign(small.body.style, { margin: "0", background: "#15100c", overflow: "hidden" });
  Object.assign(video.style, { width: "100vw", height: "100vh", objectFit: "contain" });
  Object.assign(name.style, {
    position: "fixed",
    insetBlockEnd: "8px",
    insetInlineStart: "8px",
    margin: "0",
    padding: "4px 10px",
    borderRadius: "8px",
    background: "#1e1712",
    color: "#f7efe4",
    font: "600 13px/18px system-ui",
  });
  small.body.append(video, name);
  return { video, name };
}
