// Forwards what is published to who watches; runs in a page of the browser under test. See server.mjs.

const socket = new WebSocket(`ws://${location.host}/sfu-socket`);
const published = new Map(); // feed -> { pc, tab, tracks }
const watchers = new Map(); // tab -> { pc, busy, again }

socket.onmessage = ({ data }) => handle(JSON.parse(data));

const say = (message) => socket.send(JSON.stringify(message));

async function handle(message) {
  const { tab } = message;
  if (message.do === "media.publish") return publish(message);
  if (message.do === "media.watch") return watch(tab);
  if (message.do === "media.answer") return answered(tab, message);
  if (message.do === "media.candidate") return candidate(message);
  if (message.do === "drop") return drop(tab);
  if (message.do === "forget") return forget();
}

async function publish({ tab, id, sdp, feed }) {
  published.get(feed)?.pc.close();
  const pc = new RTCPeerConnection();
  const tracks = [];
  pc.ontrack = ({ track }) => {
    tracks.push(track);
    if (track.kind === "audio") hear(track);
  };
  await pc.setRemoteDescription({ type: "offer", sdp });
  await pc.setLocalDescription(await pc.createAnswer());
  await gathered(pc);
  published.set(feed, { pc, tab, tracks });
  say({ do: "answer", tab, id, sdp: pc.localDescription.sdp });
  for (const watcher of watchers.keys()) offer(watcher);
}

/** Chromium forwards received sound only while something plays it. */
function hear(track) {
  const player = new Audio();
  player.srcObject = new MediaStream([track]);
  player.volume = 0.01;
  void player.play();
}

async function watch(tab) {
  watchers.get(tab)?.pc.close();
  watchers.set(tab, { pc: new RTCPeerConnection(), busy: false, again: false, senders: new Map() });
  await offer(tab);
}

async function offer(tab) {
  const watcher = watchers.get(tab);
  if (watcher === undefined) return;
  if (watcher.busy) {
    watcher.again = true;
    return;
  }
  const { pc, senders } = watcher;
  let changed = false;
  for (const [feed, { tab: from, tracks }] of published) {
    if (from === tab) continue;
    for (const track of tracks) {
      if (senders.has(track)) continue;
      senders.set(track, { feed, transceiver: pc.addTransceiver(track, { direction: "sendonly" }) });
      changed = true;
    }
  }
  for (const [track, { feed, transceiver }] of senders) {
    if (published.get(feed)?.tracks.includes(track)) continue;
    transceiver.stop();
    senders.delete(track);
    changed = true;
  }
  if (!changed) return;
  watcher.busy = true;
  await pc.setLocalDescription(await pc.createOffer());
  await gathered(pc);
  const streams = [...senders].map(([track, { feed, transceiver }]) => ({
    mid: transceiver.mid,
    feed,
    type: track.kind,
  }));
  say({ do: "offer", tab, sdp: pc.localDescription.sdp, streams });
}

async function answered(tab, { sdp }) {
  const watcher = watchers.get(tab);
  await watcher.pc.setRemoteDescription({ type: "answer", sdp });
  watcher.busy = false;
  if (watcher.again) {
    watcher.again = false;
    await offer(tab);
  }
}

async function candidate({ tab, pc: name, candidate: one }) {
  const feed = [...published].find(([, entry]) => entry.tab === tab)?.[1];
  const pc = name === "watch" ? watchers.get(tab)?.pc : feed?.pc;
  if (one !== null) await pc?.addIceCandidate(one).catch(() => undefined);
}

function drop(tab) {
  watchers.get(tab)?.pc.close();
  watchers.delete(tab);
  for (const [feed, entry] of published) {
    if (entry.tab !== tab) continue;
    entry.pc.close();
    published.delete(feed);
  }
  for (const watcher of watchers.keys()) offer(watcher);
}

function forget() {
  for (const { pc } of published.values()) pc.close();
  for (const { pc } of watchers.values()) pc.close();
  published.clear();
  watchers.clear();
}

function gathered(pc) {
  if (pc.iceGatheringState === "complete") return Promise.resolve();
  return new Promise((resolve) => {
    pc.addEventListener("icegatheringstatechange", () => pc.iceGatheringState === "complete" && resolve());
    setTimeout(resolve, 500);
  });
}
