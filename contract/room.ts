// Types of the room protocol, written by scripts/generate_contract.py from src/footlights/room/frames.py: change those.
// Types only. Times are milliseconds since 1970 UTC, ids UUIDs; docs/protocol.md says what each means.

export type Role = "host" | "moderator" | "speaker" | "attendee";
export type Right = "start" | "end" | "note" | "publish" | "chat" | "react" | "people";
export type Status = "draft" | "upcoming" | "live" | "ended" | "canceled";
export type StreamKind = "camera" | "screen" | "file";
export type Reaction = "applause" | "heart" | "thumbs_up" | "laugh" | "surprise";
export type Grade = "good" | "fair" | "poor";
export type ErrorKind =
  | "invalid"
  | "unauthenticated"
  | "forbidden"
  | "not_found"
  | "conflict"
  | "gone"
  | "limited"
  | "unavailable";
export type ByeCode =
  | "seat_invalid"
  | "not_published"
  | "canceled"
  | "full"
  | "removed"
  | "replaced"
  | "too_slow"
  | "bad_frames"
  | "restarting"
  | "silent";
export interface SessionState {
  id: string;
  name: string | null;
  status: Status;
  starts_at: number;
  started_at: number | null;
  ended_at: number | null;
  time_zone: string;
  duration_min: number;
}

export interface Speaker {
  person_id: string;
  name: string;
}

export interface EventState {
  id: string;
  title: string;
  kind: "webinar" | "meeting";
  chat_enabled: boolean;
  everyone_can_speak: boolean;
  speakers: Speaker[];
}

export interface Note {
  text: string;
  person_id: string;
  name: string;
}

export interface Captioner {
  person_id: string;
  name: string;
}

export interface ChatLine {
  id: string;
  seq: number;
  at: number;
  person_id: string;
  name: string;
  role: Role;
  text: string;
  client_id: string;
}

export interface Snapshot {
  session: SessionState;
  event: EventState;
  note: Note | null;
  chat: ChatLine[];
  chat_before: boolean;
  captioner: Captioner | null;
}

export interface SessionStartedData {
  started_at: number;
}

export interface SessionEndedData {
  ended_at: number;
}

export interface SessionCanceledData {
  canceled_at: number;
}

export interface SessionRescheduledData {
  starts_at: number;
  time_zone: string;
  duration_min: number;
}

export interface NoteSetData {
  text: string | null;
  person_id: string;
  name: string;
}

export type ChatPostedData = ChatLine;

export interface CaptionerSetData {
  person_id: string | null;
  name: string | null;
}

export type HiddenData = Record<string, never>;

export interface EntryDataByKind {
  "session.started": SessionStartedData;
  "session.ended": SessionEndedData;
  "session.canceled": SessionCanceledData;
  "session.rescheduled": SessionRescheduledData;
  "note.set": NoteSetData;
  "chat.posted": ChatPostedData;
  "captioner.set": CaptionerSetData;
  hidden: HiddenData;
}

export type EntryKind = keyof EntryDataByKind;

export type Entry = {
  [K in EntryKind]: { seq: number; at: number; kind: K; data: EntryDataByKind[K] };
}[EntryKind];

export interface TeamPerson {
  person_id: string;
  name: string;
  role: Role;
}

export interface PresentState {
  count: number;
  waiting: number;
  team: TeamPerson[];
}

export interface Feed {
  feed: string;
  person_id: string;
  name: string;
  role: Role;
  kind: StreamKind;
  audio: boolean;
  video: boolean;
}

export interface IceServer {
  urls: string[];
  username?: string;
  credential?: string;
}

export interface MediaState {
  available: boolean;
  detail: string | null;
  epoch: number;
  ice_servers: IceServer[];
}

export interface You {
  person_id: string;
  name: string;
  role: Role;
  connection_id: string;
  can: Right[];
}

export interface WelcomeFrame {
  t: "welcome";
  you: You;
  now: number;
  incarnation: string;
  seq: number;
  snapshot: Snapshot | null;
  entries: Entry[];
  present: PresentState;
  media: MediaState;
  feeds: Feed[];
}

export interface LogFrame {
  t: "log";
  entries: Entry[];
}

export interface PresentFrame {
  t: "present";
  count: number;
  waiting: number;
  team: TeamPerson[];
}

export interface FeedsFrame {
  t: "feeds";
  feeds: Feed[];
  epoch: number;
}

export interface SpeakingFrame {
  t: "speaking";
  people: string[];
}

export interface ReactionsFrame {
  t: "reactions";
  counts: Record<string, number>;
}

export interface CaptionFrame {
  t: "caption";
  person_id: string;
  name: string;
  line: number;
  text: string;
  is_final: boolean;
}

export interface GradesFrame {
  t: "grades";
  grades: Record<string, Grade>;
}

export interface ByeFrame {
  t: "bye";
  code: ByeCode;
  detail: string;
  retry: boolean;
}

export interface CallError {
  kind: ErrorKind;
  code: string;
  detail: string;
}

export interface OkFrame {
  t: "answer";
  id: number;
  ok: CallAnswer;
}

export interface ErrorFrame {
  t: "answer";
  id: number;
  error: CallError;
}

export interface WatchStream {
  mid: string;
  feed: string;
  type: "audio" | "video";
}

export interface MediaOfferFrame {
  t: "media";
  do: "offer";
  n: number;
  sdp: string;
  streams: WatchStream[];
}

export interface MediaResetFrame {
  t: "media";
  do: "reset";
  epoch: number;
  available: boolean;
  detail: string | null;
}

export interface HelloFrame {
  t: "hello";
  seat: string;
  tab: string;
  since: number | null;
  incarnation: string | null;
}

export interface CallFrame {
  t: "call";
  id: number;
  do: CallName;
  with: Calls[CallName]["with"];
}

export type Empty = Record<string, never>;

export interface SeqAnswer {
  seq: number;
}

export interface NoteSet {
  text: string | null;
}

export interface ChatPost {
  text: string;
  client_id: string;
}

export interface ChatPostAnswer {
  seq: number;
  id: string;
}

export interface ChatHistory {
  before_seq: number;
  limit: number;
}

export interface ChatHistoryAnswer {
  messages: ChatLine[];
  more: boolean;
}

export interface ReactionSend {
  kind: Reaction;
}

export interface PersonHere {
  person_id: string;
  name: string;
  role: Role;
  since: number;
}

export interface PeopleListAnswer {
  people: PersonHere[];
}

export interface PingAnswer {
  now: number;
}

export interface MediaPublish {
  sdp: string;
  kind: StreamKind;
  audio: boolean;
  video: boolean;
}

export interface MediaPublishAnswer {
  sdp: string;
  feed: string;
}

export interface MediaSwitch {
  kind: StreamKind;
  audio: boolean;
  video: boolean;
}

export interface MediaUnpublish {
  kind: StreamKind;
}

export interface MediaAnswer {
  n: number;
  sdp: string;
}

export interface IceCandidate {
  candidate: string;
  sdpMid?: string | null;
  sdpMLineIndex?: number | null;
  usernameFragment?: string | null;
}

export interface MediaCandidate {
  pc: "watch" | "camera" | "screen" | "file";
  candidate: IceCandidate | null;
}

export interface Layer {
  mid: string;
  substream: 0 | 1 | 2;
  send?: boolean;
}

export interface MediaLayers {
  layers: Layer[];
}

export interface CaptionerSet {
  person_id: string | null;
}

export interface CaptionSend {
  line: number;
  text: string;
  is_final: boolean;
}

export interface QualityTell {
  grade: Grade;
}

export type ServerFrame =
  | WelcomeFrame
  | LogFrame
  | PresentFrame
  | FeedsFrame
  | SpeakingFrame
  | ReactionsFrame
  | CaptionFrame
  | GradesFrame
  | ByeFrame
  | OkFrame
  | ErrorFrame
  | MediaOfferFrame
  | MediaResetFrame;

export interface Calls {
  "session.start": { with: Empty; ok: SeqAnswer };
  "session.end": { with: Empty; ok: SeqAnswer };
  "note.set": { with: NoteSet; ok: SeqAnswer };
  "chat.post": { with: ChatPost; ok: ChatPostAnswer };
  "chat.history": { with: ChatHistory; ok: ChatHistoryAnswer };
  "reaction.send": { with: ReactionSend; ok: Empty };
  "people.list": { with: Empty; ok: PeopleListAnswer };
  ping: { with: Empty; ok: PingAnswer };
  "media.publish": { with: MediaPublish; ok: MediaPublishAnswer };
  "media.state": { with: MediaSwitch; ok: Empty };
  "media.unpublish": { with: MediaUnpublish; ok: Empty };
  "media.watch": { with: Empty; ok: Empty };
  "media.answer": { with: MediaAnswer; ok: Empty };
  "media.candidate": { with: MediaCandidate; ok: Empty };
  "media.layers": { with: MediaLayers; ok: Empty };
  "captioner.set": { with: CaptionerSet; ok: SeqAnswer };
  "caption.send": { with: CaptionSend; ok: Empty };
  "quality.tell": { with: QualityTell; ok: Empty };
}

export type CallName = keyof Calls;
export type CallAnswer = Calls[CallName]["ok"];
