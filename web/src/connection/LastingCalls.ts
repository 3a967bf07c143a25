import type { CallName, Calls } from "../gen/room";
import type { Call } from "../media/signalling";
import { CallLost } from "./calls";
import { newId } from "./ids";

/** Calls that carry a `client_id` of their own. */
export type LastingName = { [N in CallName]: Calls[N]["with"] extends { client_id: string } ? N : never }[CallName];

/**
 * Acts that last: each is called again after a break until the server has answered. It keeps its `client_id`, so it
 * takes effect once.
 */
export class LastingCalls {
  private waiting: Array<() => void> = [];

  constructor(private readonly call: Call) {}

  /** Rejects with CallRefused only. */
  async do<N extends LastingName>(name: N, what: Omit<Calls[N]["with"], "client_id">): Promise<Calls[N]["ok"]> {
    const given = { ...what, client_id: newId() } as unknown as Calls[N]["with"];
    for (;;) {
      try {
        return await this.call(name, given);
      } catch (reason) {
        if (!(reason instanceof CallLost)) throw reason;
        await new Promise<void>((go) => this.waiting.push(go));
      }
    }
  }

  connected(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const go of waiting) go();
  }
}
