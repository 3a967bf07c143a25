import { expect, test } from "vitest";
import { ownTime } from "./zones";

const START = new Date("2026-11-26T17:00:00Z");
const END = new Date("2026-11-26T18:00:00Z");

test("a visitor elsewhere reads the weekday and the hours of their own clocks", () => {
  const words = ownTime(START, END, "Europe/Amsterdam", "America/New_York", "en");
  expect(words).toContain("Thursday");
  expect(words).toContain("12:00");
  expect(words).toContain("13:00");
  expect(words).toContain("EST");
});

test("past midnight the day is the visitor's", () => {
  expect(ownTime(START, END, "Europe/Amsterdam", "Asia/Tokyo", "en")).toContain("Friday");
});

test("whoever is in the zone that is printed, or shares its clocks, reads nothing more", () => {
  expect(ownTime(START, END, "Europe/Amsterdam", "Europe/Amsterdam", "en")).toBeNull();
  expect(ownTime(START, END, "Europe/Amsterdam", "Europe/Paris", "nl")).toBeNull();
});

test("zones that agree in winter only are told apart in summer", () => {
  const [start, end] = [new Date("2026-07-01T16:00:00Z"), new Date("2026-07-01T17:00:00Z")];
  expect(ownTime(start, end, "Europe/Amsterdam", "Africa/Algiers", "en")).toContain("17:00");
  expect(ownTime(START, END, "Europe/Amsterdam", "Africa/Algiers", "en")).toBeNull();
});
