import type { Feed, Layout, Role, StreamKind } from "../gen/room";

export type { Layout };

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

/**
 * Where the tiles go. `main` is one large picture with a strip beside it, or, in `grid`, all of them evenly. With
 * `isInset` the large picture takes the whole stage and the strip stands in its corner.
 */
export type StagePlan =
  | { layout: "empty" }
  | { layout: "speaker"; main: Tile; strip: Tile[]; isInset?: boolean }
  | { layout: "grid"; tiles: Tile[] };

/** Whom to show large before anything else: a pin of this page (`tileName`), or a person the host chose for everyone. */
export interface Chosen {
  pinned?: string | null;
  spotlight?: string | null;
}

const IN_GRID = 16;
const IN_INSET = 2;
const SIDE_BY_SIDE = 1.08;

/** The name under which a tile is pinned; it outlives a reload of the other side. */
export function tileName({ person_id, kind }: Pick<Tile, "person_id" | "kind">): string {
  return `${person_id}.${kind}`;
}

/**
 * A pin comes first, then the host's spotlight. After that a share or a film has the large place; otherwise who spoke
 * last; otherwise someone other than oneself.
 */
export function planStage(
  tiles: Tile[],
  layout: Layout,
  latestSpeaker: string | null,
  { pinned = null, spotlight = null }: Chosen = {},
): StagePlan {
  const chosen =
    tiles.find((tile) => tileName(tile) === pinned) ??
    (layout === "spotlight" ? tiles.find((tile) => tile.person_id === spotlight && tile.kind === "camera") : undefined);
  const share = tiles.find((tile) => tile.kind !== "camera");
  if (layout === "grid" && chosen === undefined && share === undefined && tiles.length > 1) {
    return { layout: "grid", tiles: tiles.slice(0, IN_GRID) };
  }
  const main =
    chosen ??
    share ??
    tiles.find((tile) => tile.person_id === latestSpeaker) ??
    tiles.find((tile) => !tile.isOwn) ??
    tiles[0];
  if (main === undefined) return { layout: "empty" };
  const strip = tiles.filter((tile) => tile !== main);
  if (layout !== "presentation" || main !== share) return { layout: "speaker", main, strip };
  return { layout: "speaker", main, strip: insetOf(strip, main, latestSpeaker), isInset: true };
}

/** Over a presentation there is room for who presents and who speaks. */
function insetOf(strip: Tile[], main: Tile, latestSpeaker: string | null): Tile[] {
  const cameras = strip.filter((tile) => tile.kind === "camera");
  const first = cameras.filter((tile) => tile.person_id === main.person_id);
  const speaking = cameras.filter((tile) => tile.person_id === latestSpeaker && !first.includes(tile));
  return [...first, ...speaking].slice(0, IN_INSET);
}

/**
 * Columns and rows that give `count` pictures of 16:9 the most room in a stage of this shape (width by height). Side by
 * side wins where it costs less than a twelfth of the width: faces read better in a row.
 */
export function gridShape(count: number, aspect: number): { columns: number; rows: number } {
  let best = { columns: 1, rows: Math.max(1, count), width: 0 };
  for (let columns = 1; columns <= Math.max(1, count); columns += 1) {
    const rows = Math.ceil(count / columns);
    const width = Math.min(aspect / columns, 16 / 9 / rows);
    if (width * SIDE_BY_SIDE > best.width) best = { columns, rows, width };
  }
  return { columns: best.columns, rows: best.rows };
}

/** The tiles of the stage: everyone's, and this person's own from here instead of over the network. */
export function tilesOf(feeds: Feed[], own: Tile[], isOwnFeed: (feed: string) => boolean): Tile[] {
  const others = feeds.filter(({ feed }) => !isOwnFeed(feed)).map((feed) => ({ ...feed, isOwn: false }));
  return [...own, ...others];
}
