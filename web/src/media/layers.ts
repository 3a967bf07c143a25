import type { Layer } from "../gen/room";

export type Substream = Layer["substream"];

/** What is wanted of one received picture. */
export interface Wish {
  substream: Substream;
  send: boolean;
}

/** Tile heights in device pixels up to which a layer of 180 or 360 lines is as good as a larger one to the eye. */
const LOW_UP_TO_PX = 220;
const MIDDLE_UP_TO_PX = 480;

/** The smallest layer that fills a picture of this height; nothing at all for a picture out of sight. */
export function wishFor(heightPx: number, cap: Substream): Wish {
  const wanted: Substream = heightPx <= LOW_UP_TO_PX ? 0 : heightPx <= MIDDLE_UP_TO_PX ? 1 : 2;
  return { substream: Math.min(wanted, cap) as Substream, send: heightPx > 0 };
}
