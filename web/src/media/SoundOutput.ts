import type { RemoteFeed } from "./Watcher";

/** Plays what is received; tells when the browser refuses to play before a click. */
export class SoundOutput {
  private readonly players = new Map<string, HTMLAudioElement>();

  constructor(private readonly onBlocked: (isBlocked: boolean) => void) {}

  play(feeds: ReadonlyMap<string, RemoteFeed>): void {
    for (const [feed, player] of this.players) if (!feeds.get(feed)?.audio) this.drop(feed, player);
    for (const [feed, { audio }] of feeds) if (audio !== null) this.connect(feed, audio);
  }

  /** To be called from a click. */
  async unblock(): Promise<void> {
    const results = await Promise.allSettled([...this.players.values()].map((player) => player.play()));
    this.onBlocked(results.some(isRefused));
  }

  close(): void {
    for (const [feed, player] of this.players) this.drop(feed, player);
  }

  private connect(feed: string, track: MediaStreamTrack): void {
    const player = this.players.get(feed) ?? new Audio();
    this.players.set(feed, player);
    if (player.srcObject instanceof MediaStream && player.srcObject.getTracks()[0] === track) return;
    player.srcObject = new MediaStream([track]);
    player.play().catch((reason: unknown) => {
      if (reason instanceof DOMException && reason.name === "NotAllowedError") this.onBlocked(true);
    });
  }

  private drop(feed: string, player: HTMLAudioElement): void {
    player.srcObject = null;
    this.players.delete(feed);
  }
}

function isRefused(result: PromiseSettledResult<void>): boolean {
  return (
    result.status === "rejected" && result.reason instanceof DOMException && result.reason.name === "NotAllowedError"
  );
}
