/** What the server writes into the page. */
export interface RoomConfig {
  session_id: string;
  /** May be a path; the page's own host is meant then. */
  socket_url: string;
  seat: string;
  language: string;
  event: { id: string; title: string };
  workspace: { name: string; slug: string; logo_url: string | null };
  leave_url: string;
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
