import { expect, test } from "vitest";
import { looksLikeTeam, namesLike } from "./names";

const TEAM = ["Ines Marchetti"];

test.each([
  ["Ines Marchetti", true],
  ["INES  MARCHETTI", true],
  ["Inès Marchetti", true],
  ["Іnеs Mаrchetti", true],
  ["lnes Marchetti", true],
  ["Noor (Host)", true],
  ["Hostettler Anna", false],
  ["Noor Haddad", false],
])("%s pretends to be of the team: %s", (name, expected) => {
  expect(looksLikeTeam(name, "attendee", TEAM)).toBe(expected);
});

test("someone of the team never pretends", () => {
  expect(looksLikeTeam("Ines Marchetti", "host", TEAM)).toBe(false);
});

test("names are found by any part, whatever their accents", () => {
  expect(namesLike("lov", ["Marit Løvdal", "Noor Haddad", "Lova"])).toEqual(["Lova"]);
  expect(namesLike("had", ["Marit Løvdal", "Noor Haddad"])).toEqual(["Noor Haddad"]);
});
