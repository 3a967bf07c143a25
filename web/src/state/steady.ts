/** Calls `act` at an even pace, in a hidden tab too; returns what ends it. */
export function steadily(everyMs: number, act: () => void): () => void {
  try {
    const worker = new Worker(new URL("./ticks.ts", import.meta.url), { type: "module" });
    worker.onmessage = act;
    worker.postMessage(everyMs);
    return () => worker.terminate();
  } catch {
    const timer = setInterval(act, everyMs); // Without workers it is as even as the browser lets it be.
    return () => clearInterval(timer);
  }
}
