/** What a page in a frame tells the page around it; it holds nothing that the other site may not know. */
export type Tiding = "ready" | "joined" | "left" | "session_started" | "session_stopped" | "height";

export function tell(event: Tiding, more: { height?: number } = {}): void {
  if (window.parent !== window) window.parent.postMessage({ source: "webinar-room", event, ...more }, "*");
}
