// Types of the room protocol, written by scripts/generate_contract.py from src/footlights/room/frames/: change those.
// Types only. Times are milliseconds since 1970 UTC, ids UUIDs; docs/protocol.md says what each means.

export type Role = "host" | "moderator" | "speaker" | "attendee";
export type Right =
  | "start"
  | "end"
  | "note"
  | "publish"
  | "chat"
  | "react"
  | "people"
  | "moderate"
  | "answer"
  | "activities"
  | "present"
  | "stage"
  | "roles"
  | "hand";
export type Status = "draft" | "upcoming" | "live" | "ended" | "canceled";
export type StreamKind = "camera" | "screen" | "file";
export type Layout = "speaker" | "grid" | "presentation" | "spotlight";
export type StageStanding = "off" | "invited" | "on";
export type Reaction = "applause" | "heart" | "thumbs_up" | "laugh" | "surprise";
export type Channel = "everyone" | "team" | "direct";
export type QuestionStatus = "held" | "open" | "answering" | "answered" | "dismissed";
export type PollKind = "single" | "multiple" | "text" | "rating";
export type PollStatus = "prepared" | "open" | "closed";
export type CueKind = "poll" | "card" | "note";
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
  | "shown_out"
  | "banned"
  | "denied"
  | "locked"
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
  classroom?: boolean;
  speakers: Speaker[];
}

export interface Note {
  text: string;
  person_id: string;
  name: string;
}

export interface Reply {
  id: string;
  seq: number;
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
  to: Channel;
  thread: string | null;
  reply: Reply | null;
  edited_at: number | null;
  deleted: boolean;
}

export interface Pin {
  line: ChatLine;
  by: string;
}

export interface Answer {
  text: string;
  person_id: string;
  name: string;
}

export interface Question {
  id: string;
  seq: number;
  at: number;
  person_id: string | null;
  name: string | null;
  role: Role | null;
  text: string;
  status: QuestionStatus;
  answer: Answer | null;
  answered_at: number | null;
  client_id: string;
}

export interface TalkRules {
  chat_open: boolean;
  chat_reviewed: boolean;
  direct_open: boolean;
  slow_s: number;
  masks_words: boolean;
  questions_open: boolean;
  questions_reviewed: boolean;
  anonymous_allowed: boolean;
}

export interface TalkState {
  rules: TalkRules;
  words: string[];
  pins: Pin[];
  private: ChatLine[];
  review: ChatLine[];
  questions: Question[];
}

export interface PollOption {
  id: string;
  text: string;
}

export interface Poll {
  id: string;
  at: number;
  kind: PollKind;
  question: string;
  options: PollOption[];
  status: PollStatus;
  is_shared: boolean;
  opened_at: number | null;
  closed_at: number | null;
}

export interface Card {
  id: string;
  at: number;
  title: string;
  text: string;
  label: string;
  url: string;
  is_shown: boolean;
}

export interface Handout {
  id: string;
  at: number;
  name: string;
  media_type: string;
  size_bytes: number;
}

export interface Cue {
  id: string;
  kind: CueKind;
  ref: string | null;
  note: string | null;
  is_done: boolean;
}

export interface Deck {
  id: string;
  at: number;
  name: string;
  pages: number;
}

export interface Slides {
  deck_id: string;
  name: string;
  pages: number;
  page: number;
  person_id: string;
}

export interface Film {
  id: string;
  at: number;
  name: string;
  media_type: string;
  size_bytes: number;
}

export interface FilmOnStage {
  film_id: string;
  name: string;
  is_playing: boolean;
  position_ms: number;
  at: number;
  person_id: string;
}

export interface StagePerson {
  person_id: string;
  name: string;
}

export interface Hand {
  person_id: string;
  name: string;
  at: number;
}

export interface Invitation {
  person_id: string;
  name: string;
  by: string;
}

export interface StageState {
  layout: Layout | null;
  spotlight: string | null;
  locked: boolean;
  waiting_room: boolean;
  on: StagePerson[];
  hands: Hand[];
  invited: Invitation[];
  kept_out: StagePerson[];
}

export interface Snapshot {
  session: SessionState;
  event: EventState;
  note: Note | null;
  chat: ChatLine[];
  chat_before: boolean;
  talk: TalkState;
  polls: Poll[];
  cards: Card[];
  handouts: Handout[];
  decks: Deck[];
  cues: Cue[];
  slides: Slides | null;
  films: Film[];
  film: FilmOnStage | null;
  stage: StageState;
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

export type ChatToldData = ChatLine;

export type ChatHeldData = ChatLine;

export type ChatChangedData = ChatLine;

export interface ChatReviewedData {
  id: string;
  person_id: string;
  approved: boolean;
}

export interface ChatPinnedData {
  pins: Pin[];
}

export interface TalkRuledData {
  rules: TalkRules;
}

export interface TalkWordsData {
  words: string[];
}

export type QuestionAskedData = Question;

export type QuestionChangedData = Question;

export interface PollSetData {
  poll: Poll;
}

export interface PollRemovedData {
  id: string;
}

export interface CardSetData {
  card: Card;
}

export interface CardRemovedData {
  id: string;
}

export interface HandoutSetData {
  handout: Handout;
}

export interface HandoutRemovedData {
  id: string;
}

export interface DeckSetData {
  deck: Deck;
}

export interface DeckRemovedData {
  id: string;
}

export interface CuesSetData {
  cues: Cue[];
}

export interface SlidesSetData {
  slides: Slides | null;
}

export interface FilmAddedData {
  film: Film;
}

export interface FilmRemovedData {
  id: string;
}

export interface FilmSetData {
  film: FilmOnStage | null;
}

export interface RoomChangedData {
  name: string | null;
  title: string;
  event_kind: "webinar" | "meeting";
  status: Status;
  chat_enabled: boolean;
  everyone_can_speak: boolean;
  classroom?: boolean;
  speakers: Speaker[];
}

export interface RoleChangedData {
  person_id: string;
  name: string;
  role: Role;
  speakers: Speaker[];
}

export interface HandRaisedData {
  person_id: string;
  name: string;
  at: number;
}

export interface HandLoweredData {
  person_id: string;
}

export interface StageInvitedData {
  person_id: string;
  name: string;
  by: string;
}

export interface StageDeclinedData {
  person_id: string;
}

export interface StageJoinedData {
  person_id: string;
  name: string;
}

export interface StageLeftData {
  person_id: string;
  name: string;
  by: string | null;
}

export interface StageArrangedData {
  layout: Layout | null;
  spotlight: string | null;
}

export interface DoorSetData {
  locked: boolean;
  waiting_room: boolean;
}

export interface DoorAdmittedData {
  people: string[];
}

export interface DoorDeniedData {
  people: StagePerson[];
}

export interface PersonRemovedData {
  person_id: string;
  name: string;
  banned: boolean;
}

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
  "chat.told": ChatToldData;
  "chat.held": ChatHeldData;
  "chat.changed": ChatChangedData;
  "chat.reviewed": ChatReviewedData;
  "chat.pinned": ChatPinnedData;
  "talk.ruled": TalkRuledData;
  "talk.words": TalkWordsData;
  "question.asked": QuestionAskedData;
  "question.changed": QuestionChangedData;
  "poll.set": PollSetData;
  "poll.removed": PollRemovedData;
  "card.set": CardSetData;
  "card.removed": CardRemovedData;
  "handout.set": HandoutSetData;
  "handout.removed": HandoutRemovedData;
  "deck.set": DeckSetData;
  "deck.removed": DeckRemovedData;
  "cues.set": CuesSetData;
  "slides.set": SlidesSetData;
  "film.added": FilmAddedData;
  "film.removed": FilmRemovedData;
  "film.set": FilmSetData;
  "room.changed": RoomChangedData;
  "role.changed": RoleChangedData;
  "hand.raised": HandRaisedData;
  "hand.lowered": HandLoweredData;
  "stage.invited": StageInvitedData;
  "stage.declined": StageDeclinedData;
  "stage.joined": StageJoinedData;
  "stage.left": StageLeftData;
  "stage.arranged": StageArrangedData;
  "door.set": DoorSetData;
  "door.admitted": DoorAdmittedData;
  "door.denied": DoorDeniedData;
  "person.removed": PersonRemovedData;
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
  hand: boolean;
  stage: StageStanding;
  invited_by: string | null;
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
  votes: Record<string, number>;
}

export interface LogFrame {
  t: "log";
  entries: Entry[];
}

export interface YouFrame {
  t: "you";
  you: You;
  seat: string | null;
  seq: number;
  snapshot: Snapshot | null;
}

export interface WaitFrame {
  t: "wait";
  name: string;
}

export interface KnocksFrame {
  t: "knocks";
  people: PersonHere[];
}

export interface MutedFrame {
  t: "muted";
  by: string;
  what: "audio" | "video" | "screen";
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

export interface VotesFrame {
  t: "votes";
  counts: Record<string, number>;
}

export interface Tally {
  id: string;
  count: number;
  options: Record<string, number>;
  answers: string[];
}

export interface TalliesFrame {
  t: "tallies";
  tallies: Tally[];
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
  language?: string;
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
  to: Channel;
  thread: string | null;
  reply_to: string | null;
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

export interface ChatEdit {
  id: string;
  text: string;
  client_id: string;
}

export interface ChatDelete {
  id: string;
  client_id: string;
}

export interface ChatPin {
  id: string;
  pinned: boolean;
  client_id: string;
}

export interface ChatReview {
  id: string;
  approve: boolean;
  client_id: string;
}

export interface TalkRule {
  rules: TalkRules;
  client_id: string;
}

export interface TalkWords {
  words: string[];
  client_id: string;
}

export interface QuestionAsk {
  text: string;
  client_id: string;
  anonymous: boolean;
}

export interface QuestionVote {
  id: string;
  up: boolean;
}

export interface QuestionVoteAnswer {
  votes: number;
}

export interface QuestionAnswer {
  id: string;
  text: string;
  client_id: string;
}

export interface QuestionMark {
  id: string;
  status: "open" | "answering" | "answered" | "dismissed";
  client_id: string;
}

export interface QuestionsMineAnswer {
  asked: string[];
  voted: string[];
}

export interface ReactionSend {
  kind: Reaction;
}

export interface ClientAct {
  client_id: string;
}

export interface PersonAct {
  client_id: string;
  person_id: string;
}

export interface OwnOrPersonAct {
  client_id: string;
  person_id: string | null;
}

export interface InvitationAnswer {
  client_id: string;
  accept: boolean;
}

export interface StageMute {
  person_id: string;
  what: "audio" | "video" | "screen";
}

export interface StageArrange {
  client_id: string;
  layout: Layout | null;
  spotlight: string | null;
}

export interface RoleSet {
  client_id: string;
  person_id: string;
  role: Role;
}

export interface PersonRemove {
  client_id: string;
  person_id: string;
  ban: boolean;
}

export interface DoorSet {
  client_id: string;
  locked: boolean | null;
  waiting_room: boolean | null;
}

export interface DoorAnswer {
  client_id: string;
  people: string[] | null;
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

export interface ItemAnswer {
  seq: number;
  id: string;
}

export interface PollAdd {
  client_id: string;
  kind: PollKind;
  question: string;
  options: string[];
  is_shared: boolean;
  open: boolean;
}

export interface PollChange {
  poll_id: string;
  kind: PollKind;
  question: string;
  options: string[];
  is_shared: boolean;
}

export interface PollNamed {
  poll_id: string;
}

export interface PollShare {
  poll_id: string;
  is_shared: boolean;
}

export interface PollVote {
  poll_id: string;
  option_ids: string[];
  text: string | null;
}

export interface PollVoteAnswer {
  at: number;
}

export interface OwnVote {
  poll_id: string;
  option_ids: string[];
  text: string | null;
}

export interface PollMineAnswer {
  votes: OwnVote[];
}

export interface PollAnswers {
  poll_id: string;
  offset: number;
}

export interface WrittenAnswer {
  person_id: string;
  name: string;
  text: string;
  at: number;
}

export interface PollAnswersAnswer {
  answers: WrittenAnswer[];
  more: boolean;
}

export interface CardAdd {
  client_id: string;
  title: string;
  text: string;
  label: string;
  url: string;
  show: boolean;
}

export interface CardShow {
  card_id: string;
  is_shown: boolean;
}

export interface CardNamed {
  card_id: string;
}

export interface CueAdd {
  client_id: string;
  note: string;
}

export interface CueNamed {
  cue_id: string;
}

export interface CueMove {
  cue_id: string;
  to: number;
}

export interface HandoutNamed {
  handout_id: string;
}

export interface DeckNamed {
  deck_id: string;
}

export interface SlidesShow {
  deck_id: string | null;
  page: number;
}

export interface FilmNamed {
  film_id: string;
}

export interface FilmShow {
  film_id: string | null;
}

export interface FilmSeek {
  position_ms: number;
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
  | YouFrame
  | WaitFrame
  | KnocksFrame
  | MutedFrame
  | PresentFrame
  | FeedsFrame
  | SpeakingFrame
  | ReactionsFrame
  | VotesFrame
  | TalliesFrame
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
  "chat.edit": { with: ChatEdit; ok: SeqAnswer };
  "chat.delete": { with: ChatDelete; ok: SeqAnswer };
  "chat.pin": { with: ChatPin; ok: SeqAnswer };
  "chat.review": { with: ChatReview; ok: SeqAnswer };
  "talk.rule": { with: TalkRule; ok: SeqAnswer };
  "talk.words": { with: TalkWords; ok: SeqAnswer };
  "question.ask": { with: QuestionAsk; ok: ChatPostAnswer };
  "question.vote": { with: QuestionVote; ok: QuestionVoteAnswer };
  "question.answer": { with: QuestionAnswer; ok: SeqAnswer };
  "question.mark": { with: QuestionMark; ok: SeqAnswer };
  "question.mine": { with: Empty; ok: QuestionsMineAnswer };
  "reaction.send": { with: ReactionSend; ok: Empty };
  "people.list": { with: Empty; ok: PeopleListAnswer };
  "hand.raise": { with: ClientAct; ok: SeqAnswer };
  "hand.lower": { with: OwnOrPersonAct; ok: SeqAnswer };
  "stage.invite": { with: PersonAct; ok: SeqAnswer };
  "stage.answer": { with: InvitationAnswer; ok: SeqAnswer };
  "stage.leave": { with: OwnOrPersonAct; ok: SeqAnswer };
  "stage.mute": { with: StageMute; ok: Empty };
  "stage.arrange": { with: StageArrange; ok: SeqAnswer };
  "role.set": { with: RoleSet; ok: SeqAnswer };
  "person.remove": { with: PersonRemove; ok: SeqAnswer };
  "door.set": { with: DoorSet; ok: SeqAnswer };
  "door.admit": { with: DoorAnswer; ok: SeqAnswer };
  "door.deny": { with: DoorAnswer; ok: SeqAnswer };
  ping: { with: Empty; ok: PingAnswer };
  "media.publish": { with: MediaPublish; ok: MediaPublishAnswer };
  "media.state": { with: MediaSwitch; ok: Empty };
  "media.unpublish": { with: MediaUnpublish; ok: Empty };
  "media.watch": { with: Empty; ok: Empty };
  "media.answer": { with: MediaAnswer; ok: Empty };
  "media.candidate": { with: MediaCandidate; ok: Empty };
  "media.layers": { with: MediaLayers; ok: Empty };
  "poll.add": { with: PollAdd; ok: ItemAnswer };
  "poll.change": { with: PollChange; ok: SeqAnswer };
  "poll.open": { with: PollNamed; ok: SeqAnswer };
  "poll.close": { with: PollNamed; ok: SeqAnswer };
  "poll.share": { with: PollShare; ok: SeqAnswer };
  "poll.remove": { with: PollNamed; ok: SeqAnswer };
  "poll.vote": { with: PollVote; ok: PollVoteAnswer };
  "poll.mine": { with: Empty; ok: PollMineAnswer };
  "poll.answers": { with: PollAnswers; ok: PollAnswersAnswer };
  "card.add": { with: CardAdd; ok: ItemAnswer };
  "card.show": { with: CardShow; ok: SeqAnswer };
  "card.remove": { with: CardNamed; ok: SeqAnswer };
  "cue.add": { with: CueAdd; ok: ItemAnswer };
  "cue.launch": { with: CueNamed; ok: SeqAnswer };
  "cue.move": { with: CueMove; ok: SeqAnswer };
  "cue.remove": { with: CueNamed; ok: SeqAnswer };
  "handout.remove": { with: HandoutNamed; ok: SeqAnswer };
  "deck.remove": { with: DeckNamed; ok: SeqAnswer };
  "slides.show": { with: SlidesShow; ok: SeqAnswer };
  "film.remove": { with: FilmNamed; ok: SeqAnswer };
  "film.show": { with: FilmShow; ok: SeqAnswer };
  "film.play": { with: Empty; ok: SeqAnswer };
  "film.pause": { with: Empty; ok: SeqAnswer };
  "film.seek": { with: FilmSeek; ok: SeqAnswer };
  "captioner.set": { with: CaptionerSet; ok: SeqAnswer };
  "caption.send": { with: CaptionSend; ok: Empty };
  "quality.tell": { with: QualityTell; ok: Empty };
}

export type CallName = keyof Calls;
export type CallAnswer = Calls[CallName]["ok"];
