import type { ChatLine, Entry, Snapshot, WelcomeFrame } from "../gen/room";

/** Frames as the server sends them, for tests; give only what matters to the test. */
export function welcomeFrame(change: Partial<WelcomeFrame> = {}): WelcomeFrame {
  return {
    t: "welcome",
    you: {
      person_id: "p-noor",
      name: "Noor Haddad",
      role: "attendee",
      connection_id: "c-1",
      can: ["chat", "react", "hand"],
      hand: false,
      stage: "off",
      invited_by: null,
    },
    now: 1_767_225_600_000,
    incarnation: "i-1",
    seq: 0,
    snapshot: {
      session: {
        id: "s-1",
        name: null,
        status: "upcoming",
        starts_at: 1_767_225_900_000,
        started_at: null,
        ended_at: null,
        time_zone: "Europe/Amsterdam",
        duration_min: 45,
      },
      event: {
        id: "e-1",
        title: "Heat pumps in old houses",
        kind: "webinar",
        chat_enabled: true,
        everyone_can_speak: false,
        speakers: [],
      },
      note: null,
      chat: [],
      chat_before: false,
      talk: {
        rules: {
          chat_open: true,
          chat_reviewed: false,
          direct_open: true,
          slow_s: 0,
          masks_words: false,
          questions_open: true,
          questions_reviewed: false,
          anonymous_allowed: false,
        },
        words: [],
        pins: [],
        private: [],
        review: [],
        questions: [],
      },
      polls: [],
      cards: [],
      handouts: [],
      decks: [],
      cues: [],
      slides: null,
      films: [],
      film: null,
      stage: {
        layout: null,
        spotlight: null,
        locked: false,
        waiting_room: false,
        on: [],
        hands: [],
        invited: [],
        kept_out: [],
      },
      captioner: null,
    },
    entries: [],
    present: { count: 1, waiting: 1, team: [] },
    media: { available: true, detail: null, epoch: 1, ice_servers: [] },
    feeds: [],
    votes: {},
    ...change,
  };
}

export function snapshotOf(frame: WelcomeFrame): Snapshot {
  if (frame.snapshot === null) throw new Error("This welcome resumes.");
  return frame.snapshot;
}

export function startedEntry(seq: number): Extract<Entry, { kind: "session.started" }> {
  return { seq, at: 0, kind: "session.started", data: { started_at: 1_767_225_900_000 } };
}

export function chatEntry(
  seq: number,
  text: string,
  change: Partial<ChatLine> = {},
): Extract<Entry, { kind: "chat.posted" }> {
  const data: ChatLine = {
    id: `line-${seq}`,
    seq,
    at: 0,
    person_id: "p-hanneke",
    name: "Hanneke Kuipers",
    role: "attendee",
    text,
    client_id: `client-${seq}`,
    to: "everyone",
    thread: null,
    reply: null,
    edited_at: null,
    deleted: false,
    ...change,
  };
  return { seq, at: 0, kind: "chat.posted", data };
}
