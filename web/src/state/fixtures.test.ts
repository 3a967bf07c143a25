import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { Entry, Snapshot } from "../gen/room";
import { apply } from "./apply";

const FOLDER = fileURLToPath(new URL("../../../contract/fixtures", import.meta.url));

interface Fixture {
  snapshot: Snapshot;
  entries: Entry[];
  result: Snapshot;
  halfway: { seq: number; snapshot: Snapshot };
}

test.each(readdirSync(FOLDER))("%s ends as the server says", (name) => {
  const fixture = JSON.parse(readFileSync(`${FOLDER}/${name}`, "utf8")) as Fixture;

  expect(fixture.entries.reduce(apply, fixture.snapshot)).toEqual(fixture.result);
  expect(fixture.entries.slice(fixture.halfway.seq).reduce(apply, fixture.halfway.snapshot)).toEqual(fixture.result);
});
