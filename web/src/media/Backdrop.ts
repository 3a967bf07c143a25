import { signal } from "@preact/signals";
import { chosen } from "../state/chosen";

export const BACKDROPS = ["none", "blur", "curtain"] as const;
export type BackdropKind = (typeof BACKDROPS)[number];

/** A camera picture with something else behind the person; `stop` lets go of everything but the camera itself. */
export interface Dressed {
  track: MediaStreamTrack;
  stop: () => void;
}

/** Longer than any machine needs that will draw fast enough later. */
const READY_WITHIN_MS = 20_000;

/**
 * Puts a background behind a camera picture. The parts that find the person are loaded only when first wanted, from
 * this server; when they cannot be, `state` says so and the plain picture goes on.
 */
export class Backdrop {
  readonly kind = chosen<BackdropKind>("backdrop", "none");
  readonly state = signal<"off" | "loading" | "on" | "failed" | "slow">("off");

  /** The dressed picture, or null when the plain one is to be shown; `onTooSlow` when it must be taken back. */
  async dress(camera: MediaStreamTrack, onTooSlow: () => void): Promise<Dressed | null> {
    const kind = this.kind.value;
    if (kind === "none") {
      this.state.value = "off";
      return null;
    }
    this.state.value = "loading";
    try {
      const { drawBackdrop } = await import("./drawBackdrop");
      const dressed = await drawBackdrop(
        camera,
        () => this.kind.value,
        READY_WITHIN_MS,
        () => {
          this.state.value = "slow";
          onTooSlow();
        },
      );
      this.state.value = "on";
      return dressed;
    } catch (reason) {
      console.warn("The background cannot be changed.", reason);
      this.state.value = "failed";
      return null;
    }
  }
}
