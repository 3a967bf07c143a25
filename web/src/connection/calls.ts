import type { CallAnswer, CallError, CallName, Calls, ErrorFrame, OkFrame } from "../gen/room";

/** The server refused; `detail` may be shown. */
export class CallRefused extends Error {
  constructor(readonly error: CallError) {
    super(error.detail);
  }
}

/** No answer came: the connection broke, or time ran out. Whether the call took effect is not known. */
export class CallLost extends Error {}

interface OpenCall {
  resolve: (answer: CallAnswer) => void;
  reject: (reason: CallRefused | CallLost) => void;
  timer: ReturnType<typeof setTimeout>;
}

/** Calls under way on one connection: numbers them, and matches answers to them. */
export class OpenCalls {
  private readonly open = new Map<number, OpenCall>();
  private lastId = 0;

  add<N extends CallName>(timeoutMs: number): { id: number; answer: Promise<Calls[N]["ok"]> } {
    this.lastId += 1;
    const id = this.lastId;
    const answer = new Promise<CallAnswer>((resolve, reject) => {
      const timer = setTimeout(() => this.take(id)?.reject(new CallLost("No answer in time.")), timeoutMs);
      this.open.set(id, { resolve, reject, timer });
    });
    return { id, answer: answer as Promise<Calls[N]["ok"]> };
  }

  settle(frame: OkFrame | ErrorFrame): void {
    const call = this.take(frame.id);
    if (call === undefined) return;
    if ("error" in frame) call.reject(new CallRefused(frame.error));
    else call.resolve(frame.ok);
  }

  loseAll(): void {
    for (const id of [...this.open.keys()]) this.take(id)?.reject(new CallLost("The connection broke."));
  }

  private take(id: number): OpenCall | undefined {
    const call = this.open.get(id);
    if (call !== undefined) clearTimeout(call.timer);
    this.open.delete(id);
    return call;
  }
}
