import "./styles.css";
import { render } from "preact";
import { direction, useLanguage as speak } from "../i18n/translate";
import { followRegions } from "../parts/regions";
import { followKeyboard } from "../parts/screen";
import { App } from "./App";
import { keepAddress } from "./address";
import { readConfig } from "./config";
import { Room } from "./Room";
import { followShortcuts } from "./shortcuts";
import { type RoomStats, roomStats } from "./stats";
import { tellTidings } from "./tidings";

declare global {
  interface Window {
    /** Figures for tests and for support; nothing else of the room is reachable from outside. */
    footlights: { stats: () => Promise<RoomStats> };
  }
}

async function begin(root: HTMLElement): Promise<void> {
  const config = readConfig(root);
  document.documentElement.dataset.theme = "house";
  await speak(config.language);
  document.documentElement.dir = direction();
  keepAddress(config.address, config.seat);
  const room = new Room(config);
  window.footlights = { stats: () => roomStats(room) };
  followKeyboard(document.documentElement);
  followRegions();
  followShortcuts(room);
  root.replaceChildren();
  render(<App room={room} />, root);
  tellTidings(room);
  room.open();
}

const root = document.getElementById("room");
if (root !== null) void begin(root);
