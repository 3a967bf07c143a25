// A clock in a worker: browsers slow down the timers of hidden tabs, but not those of workers.
self.onmessage = ({ data: everyMs }: MessageEvent<number>) => {
  setInterval(() => self.postMessage(null), everyMs);
};
