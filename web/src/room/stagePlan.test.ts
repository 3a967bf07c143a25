import { describe, expect, test } from "vitest";
import { gridShape, planStage, type Tile, tileName, tilesOf } from "./stagePlan";

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

  test("a pin of one's own comes before everything, also before the host's spotlight", () => {
    const chosen = { pinned: tileName(ines), spotlight: "tomasz" };

    expect(planStage([ines, tomasz, share], "spotlight", "tomasz", chosen)).toEqual({
      layout: "speaker",
      main: ines,
      strip: [tomasz, share],
    });
    expect(planStage([me, ines, tomasz], "grid", null, { pinned: tileName(tomasz) })).toMatchObject({ main: tomasz });
  });

  test("the host's spotlight comes before who speaks and before a share, and only while it is the layout", () => {
    const chosen = { spotlight: "ines" };

    expect(planStage([ines, tomasz, share], "spotlight", "tomasz", chosen)).toMatchObject({ main: ines });
    expect(planStage([ines, tomasz], "speaker", "tomasz", chosen)).toMatchObject({ main: tomasz });
    expect(planStage([tomasz], "spotlight", "tomasz", { spotlight: "gone" })).toMatchObject({ main: tomasz });
  });

  test("a presentation has the whole stage, with who presents and who speaks in its corner", () => {
    const many = [me, ines, tomasz, share, tile("davide")];

    expect(planStage(many, "presentation", "ines")).toEqual({
      layout: "speaker",
      main: share,
      strip: [tomasz, ines],
      isInset: true,
    });
    expect(planStage([me, ines], "presentation", null)).toEqual({ layout: "speaker", main: ines, strip: [me] });
  });

  test("the grid holds sixteen", () => {
    const many = Array.from({ length: 20 }, (_, index) => tile(`p${index}`));

    expect(planStage(many, "grid", null)).toEqual({ layout: "grid", tiles: many.slice(0, 16) });
  });
});

const STAGES = { desktop: 1000 / 600, tablet: 768 / 552, phone: 390 / 388, "phone on its side": 580 / 390 };

describe.each(Object.entries(STAGES))("the grid on a %s", (_name, aspect) => {
  test.each(Array.from({ length: 12 }, (_, index) => index + 1))(
    "places %i whole and without an empty row",
    (count) => {
      const { columns, rows } = gridShape(count, aspect);

      expect(columns * rows).toBeGreaterThanOrEqual(count);
      expect(columns * (rows - 1)).toBeLessThan(count);
    },
  );
});

test("the grid gives the most room", () => {
  expect([1, 2, 3, 4, 6, 9, 12].map((count) => gridShape(count, STAGES.desktop).columns)).toEqual([
    1, 2, 2, 2, 3, 3, 4,
  ]);
  expect([2, 3, 4, 6, 12].map((count) => gridShape(count, STAGES.phone).columns)).toEqual([1, 1, 2, 2, 3]);
});

test("this tab's own feed is shown from here, another tab's from the network", () => {
  const { isOwn: _own, ...feed } = tile("me");
  const other = { ...feed, feed: "me.other.camera" };

  const tiles = tilesOf([feed, other], [me], (name) => name.startsWith("me.tab."));

  expect(tiles.map((one) => [one.feed, one.isOwn])).toEqual([
    ["me.tab.camera", true],
    ["me.other.camera", false],
  ]);
});
