/** What the server writes into the page. */
export interface RoomConfig {
  session_id: string;
  /** May be a path; the page's own host is meant then. */
  socket_url: string;
  seat: string;
  /** Opens the files of the room, where no cookie comes along. */
  file_key: string;
  /** The page's own, without anything secret. */
  address: string;
  language: string;
  event: { id: string; title: string };
  workspace: { name: string; slug: string; logo_url: string | null };
  leave_url: string;
  /** In a frame, leaving leads the whole window away. */
  leaves_whole_window: boolean;
  /** Attendees may raise a hand. */
  takes_hands: boolean;
  /** What the team passes on to others; null for everyone else. */
  invite_url: string | null;
}

export function readConfig(root: HTMLElement): RoomConfig {
  return JSON.parse(root.dataset.config ?? "{}") as RoomConfig;
}

export function socketAddress(url: string): string {
  const address = new URL(url, location.href);
  address.protocol = address.protocol.replace("http", "ws");
  return address.href;
}

/** Which window leaving leads away: this one, or the one around its frame. */
export function windowOf(config: RoomConfig): Window {
  return (config.leaves_whole_window ? window.top : null) ?? window;
}

/** The same for links. */
export function leaveTarget(config: RoomConfig): "_top" | "_self" {
  return config.leaves_whole_window ? "_top" : "_self";
}
