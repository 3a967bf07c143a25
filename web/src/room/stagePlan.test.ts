import { describe, expect, test } from "vitest";
import { planStage, type Tile, tilesOf } from "./stagePlan";

function tile(person: string, change: Partial<Tile> = {}): Tile {
  return {
    feed: `${person}.tab.camera`,
    person_id: person,
    name: person,
    role: "speaker",
    kind: "camera",
    audio: true,
    video: true,
    isOwn: false,
    ...change,
  };
}

const ines = tile("ines");
const tomasz = tile("tomasz");
const me = tile("me", { isOwn: true });
const share = tile("tomasz", { kind: "screen", feed: "tomasz.tab.screen" });

describe("planStage", () => {
  test("an empty stage", () => {
    expect(planStage([], "speaker", null)).toEqual({ layout: "empty" });
  });

  test("a share takes the large place, cameras the strip", () => {
    expect(planStage([ines, tomasz, share], "grid", "ines")).toEqual({
      layout: "speaker",
      main: share,
      strip: [ines, tomasz],
    });
  });

  test("who spoke last is large", () => {
    expect(planStage([ines, tomasz], "speaker", "tomasz")).toEqual({ layout: "speaker", main: tomasz, strip: [ines] });
  });

  test("before anyone spoke it is someone else, alone it is oneself", () => {
    expect(planStage([me, ines], "speaker", null)).toEqual({ layout: "speaker", main: ines, strip: [me] });
    expect(planStage([me], "grid", null)).toEqual({ layout: "speaker", main: me, strip: [] });
  });

  test("the grid holds sixteen", () => {
    const many = Array.from({ length: 20 }, (_, index) => tile(`p${index}`));

    expect(planStage(many, "grid", null)).toEqual({ layout: "grid", tiles: many.slice(0, 16) });
  });
});

test("this tab's own feed is shown from here, another tab's from the network", () => {
  const { isOwn: _own, ...feed } = tile("me");
  const other = { ...feed, feed: "me.other.camera" };

  const tiles = tilesOf([feed, other], me, (name) => name.startsWith("me.tab."));

  expect(tiles.map((one) => [one.feed, one.isOwn])).toEqual([
    ["me.tab.camera", true],
    ["me.other.camera", false],
  ]);
});
