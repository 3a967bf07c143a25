// A small room server for trying and testing the room app without the product behind it: one session in memory,
// the whole protocol of docs/protocol.md except Janus. Pictures and sound go through a page of the same browser
// (`/sfu`), which forwards what is published.
//
//   node dev/server.mjs [port]        then open http://127.0.0.1:PORT/room?as=host (or speaker, moderator, attendee)
//
// `POST /dev/NAME?...` changes what happens: see `levers`.

import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { WebSocketServer } from "ws";

const DIST = fileURLToPath(new URL("../dist", import.meta.url));
const HERE = fileURLToPath(new URL(".", import.meta.url));
const TYPES = { ".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2", ".svg": "image/svg+xml" };
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; " +
  "media-src 'self' blob:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const RIGHTS = {
  host: ["start", "end", "note", "publish", "chat", "react", "people", "activities", "present"],
  moderator: ["note", "chat", "react", "people", "activities", "present"],
  speaker: ["publish", "chat", "react", "present"],
  attendee: ["chat", "react"],
};

const session = newSession();
let down = false;
let sfu = null;
const people = new Map();
const connections = new Map();
const feeds = new Map();
const fakeFeeds = [];

function newSession() {
  return {
    seq: 0,
    incarnation: randomUUID(),
    epoch: 1,
    available: true,
    entries: [],
    lines: [],
    clientIds: new Map(),
    snapshot: {
      session: {
        id: "dev",
        name: null,
        status: "upcoming",
        starts_at: Date.now() + 384_000,
        started_at: null,
        ended_at: null,
        time_zone: "Europe/Amsterdam",
        duration_min: 45,
      },
      event: {
        id: "dev-event",
        title: "Heat pumps in old houses: what last winter taught us",
        kind: "webinar",
        chat_enabled: true,
        everyone_can_speak: false,
        speakers: [
          { person_id: "p-tomasz", name: "Tomasz Wilk" },
          { person_id: "p-ines", name: "Ines Marchetti" },
        ],
      },
      note: null,
      polls: [],
      cards: [],
      handouts: [],
      decks: [],
      cues: [],
      slides: null,
    },
    extra: { count: 0, waiting: 0 },
    refuse: null,
    bye: null,
  };
}

// --- pages

const server = createServer(async (request, response) => {
  const url = new URL(request.url, "http://dev");
  try {
    if (url.pathname.startsWith("/static/")) return await serveFile(response, join(DIST, url.pathname.slice(8)));
    if (url.pathname === "/room") return await serveRoom(response, url.searchParams);
    if (url.pathname === "/sfu")
      return send(response, 200, "text/html", '<script type="module" src="/sfu.js"></script>');
    if (url.pathname === "/sfu.js") return await serveFile(response, join(HERE, "sfu.js"));
    if (url.pathname.startsWith("/dev/")) return pull(response, url.pathname.slice(5), url.searchParams);
    if (url.pathname === "/left") return send(response, 200, "text/html", "<title>Left</title><h1>The event page</h1>");
    send(response, 404, "text/plain", "Not here.");
  } catch (fault) {
    send(response, 500, "text/plain", String(fault));
  }
});

async function serveRoom(response, params) {
  const manifest = JSON.parse(await readFile(join(DIST, "manifest.json"), "utf8"));
  const entry = manifest["src/room/main.tsx"];
  const styles = [...(entry.imports ?? []).flatMap((name) => manifest[name].css ?? []), ...(entry.css ?? [])];
  const role = params.get("as") ?? "attendee";
  const name = params.get("name") ?? { host: "Ines Marchetti", speaker: "Tomasz Wilk" }[role] ?? "Noor Haddad";
  const config = {
    session_id: "dev",
    socket_url: "/live/dev",
    seat: JSON.stringify({ role, name, id: params.get("id") ?? `p-${name.split(" ")[0].toLowerCase()}` }),
    language: params.get("lang") ?? "en",
    event: { id: "dev-event", title: session.snapshot.event.title },
    workspace: { name: "Hearth & Grid", slug: "hearth", logo_url: null },
    leave_url: "/left",
  };
  const links = styles.map((file) => `<link rel="stylesheet" href="/static/${file}">`).join("");
  const html = `<!doctype html><html lang="${config.language}" data-theme="house"><head><meta charset="utf-8"><meta
    name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content"><title>${
      config.event.title
    }</title>${links}<script type="module" src="/static/${entry.file}"></script></head><body><div id="room"
    data-config='${JSON.stringify(config).replaceAll("&", "&amp;").replaceAll("'", "&#39;")}'></div></body></html>`;
  send(response, 200, "text/html; charset=utf-8", html, { "content-security-policy": POLICY });
}

async function serveFile(response, path) {
  const whole = normalize(path);
  if (!whole.startsWith(DIST) && !whole.startsWith(HERE)) return send(response, 404, "text/plain", "Not here.");
  const body = await readFile(whole);
  send(response, 200, TYPES[extname(whole)] ?? "application/octet-stream", body);
}

function send(response, status, type, body, headers = {}) {
  response.writeHead(status, { "content-type": type, ...headers }).end(body);
}

// --- levers of tests

const levers = {
  /** All sockets break; with `ms`, nobody gets in for so long. */
  cut: (params) => {
    down = true;
    setTimeout(
      () => {
        down = false;
      },
      Number(params.get("ms") ?? 0),
    );
    for (const { socket } of connections.values()) socket.terminate();
  },
  bye: (params) => {
    session.bye = {
      t: "bye",
      code: params.get("code"),
      detail: params.get("detail") ?? "",
      retry: params.has("retry"),
    };
    for (const connection of connections.values()) tell(connection, session.bye);
    if (params.has("once")) session.bye = null;
  },
  /** Lines from `from` (name), `count` of them. */
  chat: (params) => {
    for (let index = 0; index < Number(params.get("count") ?? 1); index += 1) {
      const name = params.get("from") ?? "Hanneke Kuipers";
      const text = params.get("text") ?? `Line ${session.seq + 1}`;
      post(
        { person_id: `p-${name.split(" ")[0].toLowerCase()}`, name, role: params.get("role") ?? "attendee" },
        text,
        randomUUID(),
      );
    }
  },
  start: () => start(),
  end: () => end(),
  note: (params) => record("note.set", { text: params.get("text"), person_id: "p-ines", name: "Ines Marchetti" }),
  move: (params) => {
    record("session.rescheduled", {
      starts_at: Date.now() + Number(params.get("in_ms")),
      time_zone: "Europe/Amsterdam",
      duration_min: 45,
    });
  },
  cancel: () => record("session.canceled", { canceled_at: Date.now() }),
  meeting: () => {
    session.snapshot.event.kind = "meeting";
    RIGHTS.attendee = ["publish", "chat", "react"];
  },
  present: (params) => {
    session.extra = { count: Number(params.get("count") ?? 0), waiting: Number(params.get("waiting") ?? 0) };
    tellPresent();
  },
  /** A tile without media behind it. */
  feed: (params) => {
    const name = params.get("name");
    const id = `p-${name.split(" ")[0].toLowerCase()}`;
    const kind = params.get("kind") ?? "camera";
    const audio = params.get("audio") !== "0";
    fakeFeeds.push({
      feed: `${id}.x.${kind}`,
      person_id: id,
      name,
      role: "speaker",
      kind,
      audio,
      video: params.has("video"),
    });
    tellFeeds();
  },
  speaking: (params) => tellAll({ t: "speaking", people: params.getAll("id") }),
  reactions: (params) => tellAll({ t: "reactions", counts: JSON.parse(params.get("counts")) }),
  media: (params) => {
    session.available = params.get("available") !== "0";
    session.epoch += 1;
    const detail = params.get("detail");
    if (sfu !== null) sfu.send(JSON.stringify({ do: "forget" }));
    feeds.clear();
    tellAll({ t: "media", do: "reset", epoch: session.epoch, available: session.available, detail });
    tellFeeds();
  },
  /** The next posts are refused so. */
  refuse: (params) => {
    session.refuse = params.has("kind")
      ? { kind: params.get("kind"), code: "dev", detail: params.get("detail") ?? "" }
      : null;
  },
};

function pull(response, name, params) {
  if (levers[name] === undefined) return send(response, 404, "text/plain", "No such lever.");
  levers[name](params);
  send(response, 200, "application/json", JSON.stringify({ seq: session.seq }));
}

// --- the socket

const sockets = new WebSocketServer({ noServer: true });
server.on("upgrade", (request, stream, head) => {
  if (down) return stream.destroy();
  sockets.handleUpgrade(request, stream, head, (socket) => {
    if (request.url === "/sfu-socket") return acceptSfu(socket);
    socket.on("message", (text) => receive(socket, JSON.parse(text)));
    socket.on("close", () => gone(socket));
  });
});

function receive(socket, frame) {
  if (frame.t === "hello") return hello(socket, frame);
  const connection = connections.get(socket.tab);
  if (frame.t === "call" && connection?.socket === socket) call(connection, frame);
}

function hello(socket, frame) {
  if (session.bye !== null) {
    socket.send(JSON.stringify(session.bye));
    return socket.close();
  }
  const { role, name, id } = JSON.parse(frame.seat);
  const old = connections.get(frame.tab);
  socket.tab = frame.tab;
  const connection = { socket, tab: frame.tab, person: { person_id: id, name, role }, since: Date.now(), n: 0 };
  connections.set(frame.tab, connection);
  old?.socket.close();
  people.set(id, connection.person);
  const isResume = frame.since !== null && session.seq - frame.since <= 500 && frame.since <= session.seq;
  tell(connection, {
    t: "welcome",
    you: { ...connection.person, connection_id: randomUUID(), can: RIGHTS[role] },
    now: Date.now(),
    incarnation: session.incarnation,
    seq: session.seq,
    snapshot: isResume ? null : snapshot(),
    entries: isResume ? session.entries.filter((entry) => entry.seq > frame.since) : [],
    present: present(),
    media: { available: session.available, detail: null, epoch: session.epoch, ice_servers: [] },
    feeds: feedsFor(connection),
  });
  tellPresent();
}

function gone(socket) {
  const connection = connections.get(socket.tab);
  if (connection?.socket !== socket) return;
  connections.delete(socket.tab);
  forgetMedia(connection);
  tellPresent();
}

function forgetMedia(connection) {
  if (sfu !== null) sfu.send(JSON.stringify({ do: "drop", tab: connection.tab }));
  for (const feed of [...feeds.keys()]) if (feed.includes(connection.tab)) feeds.delete(feed);
  tellFeeds();
}

function snapshot() {
  return { ...session.snapshot, chat: session.lines.slice(-200), chat_before: session.lines.length > 200 };
}

function present() {
  const team = new Map();
  for (const { person } of connections.values()) if (person.role !== "attendee") team.set(person.person_id, person);
  const count = new Set([...connections.values()].map((one) => one.person.person_id)).size;
  const waiting = session.snapshot.session.status === "upcoming" ? count - team.size : 0;
  return { count: count + session.extra.count, waiting: waiting + session.extra.waiting, team: [...team.values()] };
}

function feedsFor(connection) {
  const isInside = session.snapshot.session.status === "live" || connection.person.role !== "attendee";
  return isInside ? [...feeds.values(), ...fakeFeeds] : [];
}

function tell(connection, frame) {
  if (connection.socket.readyState === 1) connection.socket.send(JSON.stringify(frame));
}

function tellAll(frame) {
  for (const connection of connections.values()) tell(connection, frame);
}

function tellPresent() {
  tellAll({ t: "present", ...present() });
}

function tellFeeds() {
  for (const connection of connections.values()) {
    tell(connection, { t: "feeds", feeds: feedsFor(connection), epoch: session.epoch });
  }
}

// --- the log

function record(kind, data) {
  session.seq += 1;
  const numbered = kind === "chat.posted" ? { ...data, seq: session.seq } : data;
  const entry = { seq: session.seq, at: Date.now(), kind, data: numbered };
  session.entries.push(entry);
  const state = session.snapshot.session;
  if (kind === "session.started") Object.assign(state, { status: "live", ...data });
  if (kind === "session.ended") Object.assign(state, { status: "ended", ...data });
  if (kind === "session.canceled") state.status = "canceled";
  if (kind === "session.rescheduled") Object.assign(state, data);
  if (kind === "note.set") session.snapshot.note = data.text === null ? null : data;
  if (kind === "chat.posted") session.lines.push(numbered);
  tellAll({ t: "log", entries: [entry] });
  return session.seq;
}

function start() {
  if (session.snapshot.session.status === "upcoming") {
    record("session.started", { started_at: Date.now() });
    tellFeeds();
    tellPresent();
  }
  return { seq: session.seq };
}

function end() {
  if (session.snapshot.session.status === "live") record("session.ended", { ended_at: Date.now() });
  return { seq: session.seq };
}

function post(person, text, client_id) {
  const known = session.clientIds.get(client_id);
  if (known !== undefined) return known;
  const id = randomUUID();
  const seq = record("chat.posted", { id, at: Date.now(), ...person, text, client_id });
  session.clientIds.set(client_id, { seq, id });
  return { seq, id };
}

// --- calls

const CALLS = {
  "session.start": () => start(),
  "session.end": () => end(),
  "note.set": ({ person }, { text }) => ({
    seq: record("note.set", { text, person_id: person.person_id, name: person.name }),
  }),
  "chat.post": ({ person }, { text, client_id }) => {
    if (session.refuse !== null) throw session.refuse;
    return post(person, text, client_id);
  },
  "chat.history": (_connection, { before_seq, limit }) => {
    const before = session.lines.filter((line) => line.seq < before_seq);
    return { messages: before.slice(-limit), more: before.length > limit };
  },
  "reaction.send": (_connection, { kind }) => {
    tellAll({ t: "reactions", counts: { [kind]: 1 } });
    return {};
  },
  "people.list": () => ({
    people: [
      ...new Map(
        [...connections.values()].map((one) => [one.person.person_id, { ...one.person, since: one.since }]),
      ).values(),
    ],
  }),
  ping: () => ({ now: Date.now() }),
  "media.state": (connection, { kind, audio, video }) => {
    const feed = feeds.get(feedName(connection, kind));
    if (feed !== undefined) Object.assign(feed, { audio, video });
    tellFeeds();
    return {};
  },
  "media.unpublish": (connection, { kind }) => {
    feeds.delete(feedName(connection, kind));
    tellFeeds();
    return {};
  },
  "media.layers": () => ({}),
};

function call(connection, { id, do: name, with: what }) {
  if (CALLS[name] === undefined) return media(connection, id, name, what);
  try {
    tell(connection, { t: "answer", id, ok: CALLS[name](connection, what) });
  } catch (error) {
    tell(connection, { t: "answer", id, error });
  }
}

// --- media, by a page of the browser

const waiting = new Map();

function acceptSfu(socket) {
  sfu = socket;
  socket.on("message", (text) => fromSfu(JSON.parse(text)));
  socket.on("close", () => {
    if (sfu === socket) sfu = null;
  });
}

function media(connection, id, name, what) {
  if (sfu === null) {
    if (name === "media.watch") return tell(connection, { t: "answer", id, ok: {} });
    const error = { kind: "unavailable", code: "no_media", detail: "No media page is open." };
    return tell(connection, { t: "answer", id, error });
  }
  if (name === "media.publish") {
    waiting.set(id + connection.tab, { connection, id, what });
    return sfu.send(
      JSON.stringify({ do: name, tab: connection.tab, id, ...what, feed: feedName(connection, what.kind) }),
    );
  }
  tell(connection, { t: "answer", id, ok: {} });
  sfu.send(JSON.stringify({ do: name, tab: connection.tab, ...what }));
}

function fromSfu(message) {
  const connection = connections.get(message.tab);
  if (connection === undefined) return;
  if (message.do === "offer") {
    connection.n += 1;
    return tell(connection, { t: "media", do: "offer", n: connection.n, sdp: message.sdp, streams: message.streams });
  }
  const { id, what } = waiting.get(message.id + message.tab);
  waiting.delete(message.id + message.tab);
  const feed = feedName(connection, what.kind);
  feeds.set(feed, { feed, ...connection.person, kind: what.kind, audio: what.audio, video: what.video });
  tell(connection, { t: "answer", id, ok: { sdp: message.sdp, feed } });
  tellFeeds();
}

function feedName({ person, tab }, kind) {
  return `${person.person_id}.${tab}.${kind}`;
}

server.listen(Number(process.argv[2] ?? 0), process.argv[3] ?? "127.0.0.1", () => {
  const { address, port } = server.address();
  console.log(`http://${address}:${port}/room?as=host`);
});
