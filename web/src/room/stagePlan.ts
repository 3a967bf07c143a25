import type { Feed, Role, StreamKind } from "../gen/room";

/** One picture on stage. */
export interface Tile {
  feed: string;
  person_id: string;
  name: string;
  role: Role;
  kind: StreamKind;
  audio: boolean;
  video: boolean;
  isOwn: boolean;
}

export type Layout = "speaker" | "grid";

/** Where the tiles go. `main` is one large picture with a strip beside it, or, in `grid`, all of them evenly. */
export type StagePlan =
  | { layout: "empty" }
  | { layout: "speaker"; main: Tile; strip: Tile[] }
  | { layout: "grid"; tiles: Tile[] };

const IN_GRID = 16;

/** A share or a film has the large place; otherwise who spoke last; otherwise someone other than oneself. */
export function planStage(tiles: Tile[], layout: Layout, latestSpeaker: string | null): StagePlan {
  const share = tiles.find((tile) => tile.kind !== "camera");
  if (layout === "grid" && share === undefined && tiles.length > 1) {
    return { layout: "grid", tiles: tiles.slice(0, IN_GRID) };
  }
  const main =
    share ?? tiles.find((tile) => tile.person_id === latestSpeaker) ?? tiles.find((tile) => !tile.isOwn) ?? tiles[0];
  if (main === undefined) return { layout: "empty" };
  return { layout: "speaker", main, strip: tiles.filter((tile) => tile !== main) };
}

/** The tiles of the stage: everyone's, and this person's own from here instead of over the network. */
export function tilesOf(feeds: Feed[], own: Tile | null, isOwnFeed: (feed: string) => boolean): Tile[] {
  const others = feeds.filter(({ feed }) => !isOwnFeed(feed)).map((feed) => ({ ...feed, isOwn: false }));
  return own === null ? others : [own, ...others];
}
