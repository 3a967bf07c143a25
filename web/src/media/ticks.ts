// A clock in a worker: browsers slow down the timers of hidden tabs, and a speaker often looks at another one.
self.onmessage = ({ data: everyMs }: MessageEvent<number>) => {
  setInterval(() => self.postMessage(null), everyMs);
};
