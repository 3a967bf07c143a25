import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { FilmOnStage } from "../gen/room";
import { FilmFollower } from "./FilmFollower";

const FILM: FilmOnStage = {
  film_id: "f-1",
  name: "tour.webm",
  is_playing: true,
  position_ms: 5_000,
  at: 0,
  person_id: "p-1",
};

/** A player of a film of 60 s, which plays only when the test says how far it came. */
class Player extends EventTarget {
  readyState = 4;
  seeking = false;
  duration = 60;
  currentTime = 0;
  playbackRate = 1;
  paused = true;
  muted = false;
  isSoundRefused = false;

  play(): Promise<void> {
    if (this.isSoundRefused && !this.muted) return Promise.reject(new DOMException("not yet", "NotAllowedError"));
    this.paused = false;
    return Promise.resolve();
  }

  pause(): void {
    this.paused = true;
  }
}

let player: Player;
let now: number;
let follower: FilmFollower;

function follow(film: FilmOnStage): void {
  follower = new FilmFollower(player as unknown as HTMLVideoElement, film, () => now);
  follower.follow(film);
}

/** Time passes for everyone; a player that plays gets as far as its speed takes it. */
async function pass(ms: number, isStalled = false): Promise<void> {
  for (let gone = 0; gone < ms; gone += 50) {
    now += 50;
    if (!player.paused && !isStalled) player.currentTime += (50 / 1000) * player.playbackRate;
    await vi.advanceTimersByTimeAsync(50);
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  player = new Player();
  now = 10_000;
});

afterEach(() => {
  vi.useRealTimers();
});

test("who comes late begins at the right place and plays", () => {
  follow(FILM);

  expect([player.currentTime, player.paused]).toEqual([15, false]);
});

test("a small drift is made up by the speed, without a jump", async () => {
  follow(FILM);
  player.currentTime += 0.3;
  const places: number[] = [];

  for (let look = 0; look < 60; look += 1) {
    await pass(250);
    places.push(player.currentTime);
  }

  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(Math.abs(player.currentTime - (5 + now / 1000))).toBeLessThan(0.06);
  expect(player.playbackRate).toBeCloseTo(1, 1);
});

test("a pause holds everyone at its place, and so does the end", async () => {
  follow(FILM);
  follower.follow({ ...FILM, is_playing: false, position_ms: 14_200 });
  expect([player.currentTime, player.paused]).toEqual([14.2, true]);

  follower.follow({ ...FILM, at: now, position_ms: 59_800 });
  await pass(1_000);

  expect([player.currentTime, player.paused]).toEqual([60, true]);
});

test("a player that loads is given time, and the next jump goes ahead by what it took", async () => {
  follow(FILM);
  player.seeking = true;
  player.readyState = 1;
  await pass(1_500, true);
  expect(player.currentTime).toBe(15);

  player.seeking = false;
  player.readyState = 4;
  await pass(250, true);

  const ahead = player.currentTime - (5 + now / 1000);
  expect(ahead).toBeGreaterThan(1);
  expect(ahead).toBeLessThan(2);
});

test("without leave to sound it plays muted, and a tap makes it sound", async () => {
  player.isSoundRefused = true;
  follow(FILM);
  await pass(500);
  expect([player.muted, player.paused, follower.isRefusedSound.value]).toEqual([true, false, true]);

  player.isSoundRefused = false;
  follower.hear(false);

  expect([player.muted, follower.isMuted.value, follower.isRefusedSound.value]).toEqual([false, false, false]);
});
