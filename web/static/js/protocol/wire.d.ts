/** The wire. Generated from signaling.protocol by `python -m web.types`; do not edit. */

/** The agent takes the call that rings. */
export interface AcceptOffer {
  id?: number | null;
  type: "accept";
  offer_id: string;
}

/** This agent as the queue sees them, and how many customers wait. */
export interface AgentChanged {
  type: "agent";
  state: AgentState;
  call_id: string | null;
  waiting: number;
}

/** What an agent is doing, as the queue sees it. */
export type AgentState = "offline" | "available" | "ringing" | "on_call" | "wrap_up" | "break" | "missed";

/** One person's answer, for each purpose, to exactly the words whose hash they saw. */
export interface AnswerConsent {
  id?: number | null;
  type: "consent_answer";
  request_id: string;
  wording_sha256: string;
  decisions: Partial<Record<Purpose, Decision>>;
  control?: string;
}

/** The customer's word on it. `accepted`: it is on its way. `failed`: it could not be sent. */
export interface AnswerEvidence {
  id?: number | null;
  type: "evidence_answer";
  request_id: string;
  answer: "accepted" | "declined" | "failed";
}

/** The last message before the server closes the socket. */
export interface Bye {
  type: "bye";
  code: ErrorCode;
  retry: boolean;
}

/** When and how the customer is to be called back; by `ends_at` it is promised. */
export interface CallBackView {
  channel: Channel;
  starts_at: string;
  ends_at: string;
  time_zone: string;
}

/** The call, whole. */
export interface CallChanged {
  type: "call";
  call: CallSnapshot;
}

/** `invite`: an agent starts it and sends the link. `queue`: the customer waits for whoever is right. */
export type CallMode = "invite" | "queue";

/** The whole of a call. `version` grows at each change: an older one is never shown over a newer. */
export interface CallSnapshot {
  id: string;
  version: number;
  mode: CallMode;
  state: CallState;
  reason: EndReason | null;
  case: CaseGlimpse;
  participants: readonly (ParticipantView)[];
  recording_rule: RecordingRule;
  recording: RecordingView | null;
  queue: QueueView | null;
  call_back: CallBackView | null;
  created_at: string;
  deadline_at: string | null;
  active_since: string | null;
  ended_at: string | null;
  server_time: string;
}

/** Where a call stands; the transitions are in `signaling.domain.transitions`. */
export type CallState = "created" | "waiting" | "offered" | "connecting" | "active" | "interrupted" | "wrap_up" | "closed";

/** The agent does not ask for it any more. */
export interface CancelEvidence {
  id?: number | null;
  type: "evidence_cancel";
}

/** An ICE candidate from the other page. */
export interface Candidate {
  type: "candidate";
  from_page: string;
  to_page: string;
  candidate: IceCandidate;
}

/** As much of the case as a customer may see of their own. */
export interface CaseGlimpse {
  reference: string;
  title: string;
  carrier: string | null;
  tracking_tail: string | null;
}

/** How a customer wants to be reached. */
export type Channel = "call" | "text";

/** New lines, or (on entering) all lines so far, oldest first. */
export interface Chat {
  type: "chat";
  lines: readonly (ChatLine)[];
}

/** One stored line of text beside the call. */
export interface ChatLine {
  id: string;
  client_id: string;
  participant_id: string;
  text: string;
  at: string;
}

/** A step that is missing had nothing to try: no such server, or nobody there to connect to. */
export interface ConnectionSteps {
  devices?: Tested | null;
  socket?: Tested | null;
  talk?: Tested | null;
  stun?: Tested | null;
  turn_udp?: Tested | null;
  turn_tcp?: Tested | null;
  turn_tls?: Tested | null;
  relay?: Tested | null;
}

/** How the page of another person in the call found its connection; told to the agent. The newest of each person */
export interface ConnectionTested {
  type: "connection_tested";
  participant_id: string;
  at: string;
  asked: boolean;
  steps: ConnectionSteps;
  round_trip_ms: number | null;
  kbit_s: number | null;
}

/** The latest decision of one person on one purpose. */
export interface ConsentAnswer {
  participant_id: string;
  purpose: Purpose;
  decision: Decision;
}

/** The exact words in this person's language; the answer quotes `wording_sha256`. */
export interface ConsentAsked {
  type: "consent_asked";
  request_id: string;
  locale: string;
  title: string;
  introduction: string;
  questions: readonly (PurposeWords)[];
  reassurance: string;
  retention_days: number;
  wording_sha256: string;
}

/** One person's answer on one purpose. */
export type Decision = "given" | "declined" | "withdrawn" | "expired";

/** The agent does not take the call that rings; it goes to the next one. */
export interface DeclineOffer {
  id?: number | null;
  type: "decline";
  offer_id: string;
}

/** A session description from the other page. */
export interface Description {
  type: "description";
  from_page: string;
  to_page: string;
  description: SessionDescription;
}

/** Why the talk is over. */
export type EndReason = "completed" | "abandoned" | "declined" | "expired" | "missed" | "lost" | "call_back" | "unrecorded";

/** An agent's page takes its place in a call; a customer's page is placed by its token. */
export interface Enter {
  id?: number | null;
  type: "enter";
  call_id: string;
}

/** Refused, nothing changed. `reply_to` is the `id` of the message it answers. */
export interface Error {
  type: "error";
  code: ErrorCode;
  message: string;
  reply_to: number | null;
}

/** Stable codes a browser or an integrator switches on. Words for people live with the pages. */
export type ErrorCode = "malformed" | "too_large" | "unknown_type" | "invalid_field" | "invalid_sdp" | "duplicate_key" | "unsupported_media_type" | "unauthenticated" | "bad_credentials" | "forbidden" | "foreign_origin" | "rate_limited" | "hello_expected" | "hello_timeout" | "not_found" | "method_not_allowed" | "case_not_found" | "call_not_found" | "link_not_valid" | "ticket_not_valid" | "not_in_this_state" | "offer_gone" | "outside_hours" | "agent_busy" | "customer_busy" | "consent_missing" | "wording_changed" | "summary_not_ready" | "version_conflict" | "amount_not_positive" | "amount_fraction" | "amount_too_high" | "currency_unknown" | "reason_needed" | "day_in_future" | "day_too_early" | "call_needed" | "file_kind_refused" | "file_broken" | "too_many_pixels" | "hash_mismatch" | "infected" | "scanner_away" | "evidence_full" | "recording_damaged" | "too_slow" | "replaced" | "link_renewed" | "device_changed" | "draining" | "recorder_unavailable" | "recorder_no_room" | "unavailable" | "internal";

/** Everything that came from this call so far, oldest first, and what was asked for last. */
export interface Evidence {
  type: "evidence";
  request: EvidenceRequest | null;
  files: readonly (EvidenceFile)[];
  statement: string | null;
}

/** One file on the case that came from this call. */
export interface EvidenceFile {
  id: string;
  name: string;
  media_type: string;
  size: number;
  sha256: string;
  participant_id: string | null;
  by_name: string;
  at: string;
}

/** What the agent asked for last. `failed`: it was meant to be sent, and could not be. */
export interface EvidenceRequest {
  id: string;
  what: "label";
  state: "asked" | "accepted" | "declined" | "failed" | "withdrawn" | "filed";
  asked_at: string;
}

export type FromBrowser = Hello | Ping | SetPresence | Enter | Leave | Ready | Media | SetLanguage | SendDescription | SendCandidate | TalkConnected | TellSteps | TellQuality | TellConnectionTest | SendChat | SendTyping | RequestEvidence | CancelEvidence | AnswerEvidence | AcceptOffer | DeclineOffer | WishCallBack | HangUp | RequestConsent | AnswerConsent | WithdrawConsent | PauseRecording | ResumeRecording | ResumeSeen | LegLost;

export type FromServer = Welcome | IceServers | Session | Pong | CallChanged | QueueMoved | Description | Candidate | Chat | ConnectionTested | Typing | Evidence | ConsentAsked | Record | Offer | OfferClosed | OfferTaken | AgentChanged | Error | Bye;

/** This person ends the call for both. */
export interface HangUp {
  id?: number | null;
  type: "hangup";
}

/** The first message. `page_id` is new with each page load: the same page keeps its talk. */
export interface Hello {
  id?: number | null;
  type: "hello";
  token: string;
  page_id: string;
  resume?: Resume | null;
  call_version?: number | null;
}

/** RTCIceCandidateInit of the W3C; an empty `candidate` is the end of candidates. */
export interface IceCandidate {
  candidate: string;
  sdpMid?: string | null;
  sdpMLineIndex?: number | null;
  usernameFragment?: string | null;
}

/** RTCIceServer of the W3C. */
export interface IceServer {
  urls: readonly (string)[];
  username: string | null;
  credential: string | null;
}

/** Fresh servers and credentials in a call: several times before those it has run out, or a server has died. */
export interface IceServers {
  type: "ice_servers";
  ice_servers: readonly (IceServer)[];
  ice_transport_policy: "all" | "relay";
}

/** The page is going away, on purpose and for now; the call waits for the way back. */
export interface Leave {
  id?: number | null;
  type: "leave";
}

/** The connection to the recorder broke; the page asks for a new ticket. With `because` there is none to be had: the */
export interface LegLost {
  id?: number | null;
  type: "leg_lost";
  recording_id: string;
  because?: WhyNotRecorded | null;
}

/** What was measured, `ago_ms` before it is told. Null: this browser does not tell, or there was nothing to measure. */
export interface LineSample {
  ago_ms: number;
  mos?: number | null;
  loss_in?: number | null;
  loss_out?: number | null;
  concealed?: number | null;
  round_trip_ms?: number | null;
  jitter_ms?: number | null;
  kbit_in?: number;
  kbit_out?: number;
  width?: number | null;
  height?: number | null;
  fps?: number | null;
  freezes?: number;
  freeze_ms?: number;
  sent?: "full" | "smaller" | "smallest" | "paused";
  relayed?: boolean;
}

/** Microphone and camera as this person has set them, or their screen; shown to the other side. */
export interface Media {
  id?: number | null;
  type: "media";
  audio: boolean;
  video: boolean;
  screen?: boolean;
}

/** A waiting call rings at this agent. */
export interface Offer {
  type: "offer";
  offer_id: string;
  call_id: string;
  case: CaseGlimpse;
  customer_name: string;
  language: string;
  reason: string | null;
  interrupted: boolean;
  waiting_since: string;
  expires_at: string;
  server_time: string;
}

/** It rings no longer, and why. */
export interface OfferClosed {
  type: "offer_closed";
  offer_id: string;
  outcome: "accepted" | "declined" | "expired" | "withdrawn";
  call_id: string;
  case_reference: string;
}

/** This very page's `accept` was the one. All pages of the agent hear `offer_closed`; only this one goes on. */
export interface OfferTaken {
  type: "offer_taken";
  offer_id: string;
  call_id: string;
  case_reference: string;
}

/** What becomes of a call whose recorder fails. */
export type OnRecorderFailure = "go_on" | "end";

/** One person in the call. `page_id` is null while their page is away. */
export interface ParticipantView {
  id: string;
  role: Role;
  name: string;
  language: string;
  page_id: string | null;
  ready: boolean;
  audio: boolean;
  video: boolean;
  screen: boolean;
  away_since: string | null;
  returning: boolean;
}

/** Nothing is recorded from now on until this person says so: for a card number, for instance. */
export interface PauseRecording {
  id?: number | null;
  type: "recording_pause";
}

/** Nothing is written. Once `seen_by` is there it is to go on, and each page shows so and says `resume_seen`. */
export interface PauseView {
  by: string;
  since: string;
  seen_by: readonly (string)[] | null;
}

/** A page that has heard nothing for a while asks whether anybody is there, or measures how long that takes. */
export interface Ping {
  id?: number | null;
  type: "ping";
}

/** The answer to `ping`. */
export interface Pong {
  type: "pong";
}

/** What a consent is for. Each is asked and answered apart. */
export type Purpose = "audio" | "video" | "transcript" | "retention";

/** The question for one purpose, as it is to be shown. */
export interface PurposeWords {
  purpose: Purpose;
  text: string;
}

/** A waiting customer's place, whenever it has changed; the call itself has not. */
export interface QueueMoved {
  type: "queue";
  call_id: string;
  queue: QueueView;
}

/** The honest message of a waiting customer; of one in the lobby, the place they would get now. */
export interface QueueView {
  agents_on_duty: number;
  open: boolean;
  opens_at: string | null;
  position: number;
  waiting_since: string | null;
  estimate_s: number | null;
  trouble: boolean;
}

/** This person's own click: from here on they may be heard and seen. */
export interface Ready {
  id?: number | null;
  type: "ready";
  audio: boolean;
  video: boolean;
  screen?: boolean;
}

/** A ticket for this page's own leg: POST the offer to `whip_url` (RFC 9725). */
export interface Record {
  type: "record";
  recording_id: string;
  part_number: number;
  whip_url: string;
  picture: boolean;
}

/** When calls like this one are recorded, and what becomes of them if the recorder fails. */
export interface RecordingRule {
  when: RecordingWhen;
  on_failure: OnRecorderFailure;
}

/** `asked` until all have answered; `open` while legs may send; `writing` is what the writer reports; `failed`: the */
export interface RecordingView {
  id: string | null;
  request_id: string;
  state: "asked" | "declined" | "open" | "stopped" | "failed" | "discarded";
  purposes: readonly (Purpose)[];
  retention_days: number;
  answers: readonly (ConsentAnswer)[];
  pause: PauseView | null;
  kept: boolean;
  asked_again: readonly (string)[];
  why: WhyNotRecorded | null;
  writing: boolean;
  picture: "none" | "taken" | "ended";
}

/** When calls are recorded: the policy of a deployment, or of a kind of case. */
export type RecordingWhen = "never" | "on_request" | "required_to_start" | "required_throughout";

/** The agent asks to record; everybody is then shown the words. */
export interface RequestConsent {
  id?: number | null;
  type: "consent_request";
}

/** The agent asks the customer to show something; what was asked before is asked for no longer. */
export interface RequestEvidence {
  id?: number | null;
  type: "evidence_request";
  what: "label";
}

/** How far a page has heard its call: the session it was told, and the last `seq` of each origin that reached it. */
export interface Resume {
  session: string;
  heard: Record<string, number>;
}

/** Who paused wishes to go on. It does once everybody's page has answered `resume_seen`. */
export interface ResumeRecording {
  id?: number | null;
  type: "recording_resume";
}

/** This page shows that the recording goes on. */
export interface ResumeSeen {
  id?: number | null;
  type: "resume_seen";
}

/** What somebody may do: people in a call, and integrators outside it. */
export type Role = "customer" | "agent" | "supervisor" | "integrator";

/** Who the server takes this page for: a user, or a participant of one call. */
export interface Self {
  id: string;
  role: Role;
  name: string;
  language: string;
}

/** An ICE candidate for the page `to_page`; for a page that is gone it is dropped. */
export interface SendCandidate {
  id?: number | null;
  type: "candidate";
  to_page: string;
  candidate: IceCandidate;
}

/** Text beside the call. Sent again with the same `client_id`, it is stored once. */
export interface SendChat {
  id?: number | null;
  type: "chat";
  client_id: string;
  text: string;
}

/** A session description for the page `to_page`; for a page that is gone it is dropped. */
export interface SendDescription {
  id?: number | null;
  type: "description";
  to_page: string;
  description: SessionDescription;
}

/** What stands in this person's field, while there is no channel from page to page: shown, and stored nowhere. */
export interface SendTyping {
  id?: number | null;
  type: "typing";
  text: string;
}

/** The messages of this page's call count in this session, after the number for each origin in `heard`; null while */
export interface Session {
  type: "session";
  session: string | null;
  heard: Record<string, number>;
}

/** RTCSessionDescriptionInit of the W3C, offer or answer. */
export interface SessionDescription {
  type: "offer" | "answer";
  sdp: string;
}

/** The language in which this person reads, chosen by hand. */
export interface SetLanguage {
  id?: number | null;
  type: "language";
  locale: string;
}

/** An agent says whether the queue may offer calls. */
export interface SetPresence {
  id?: number | null;
  type: "presence";
  state: "available" | "break";
}

/** When a page came to each step of its way into the talk: after its link was opened, by its own monotonic clock. */
export interface Steps {
  permission?: number | null;
  socket?: number | null;
  ice?: number | null;
  keys?: number | null;
  click?: number | null;
  first_sound?: number | null;
  first_picture?: number | null;
}

/** This browser sees the peer connection as connected. */
export interface TalkConnected {
  id?: number | null;
  type: "talk_connected";
}

/** Which way the talk takes, and no address of anybody. `protocol` is the one to the relay where there is one. */
export interface TalkPath {
  kind: "direct" | "relayed";
  protocol: "udp" | "tcp" | "tls";
  family?: "ipv4" | "ipv6" | null;
}

/** How this page's connection was found, before its person's click. `asked`: by the person; else of its own accord. */
export interface TellConnectionTest {
  id?: number | null;
  type: "connection_test";
  asked: boolean;
  steps: ConnectionSteps;
  round_trip_ms?: number | null;
  kbit_s?: number | null;
}

/** How the line of the talk was since this was last told: every ten seconds, and once more at the end. */
export interface TellQuality {
  id?: number | null;
  type: "quality";
  samples: readonly (LineSample)[];
}

/** How this page came into the talk: once it is there, and again when the talk takes another path. */
export interface TellSteps {
  id?: number | null;
  type: "steps";
  steps: Steps;
  path?: TalkPath | null;
}

/** What one step of the connection test came to. `late`: no answer in time; `skipped`: it was not tried. */
export interface Tested {
  outcome: "passed" | "failed" | "late" | "skipped";
  ms?: number | null;
}

/** What somebody is writing, as it stands; empty once it is sent or taken back. */
export interface Typing {
  type: "typing";
  participant_id: string;
  text: string;
}

/** The answer to `hello`. `call_id` is a live call this person already belongs to. */
export interface Welcome {
  type: "welcome";
  self: Self;
  call_id: string | null;
  resumed: boolean;
  ice_servers: readonly (IceServer)[];
  ice_transport_policy: "all" | "relay";
  warm: boolean;
  server_time: string;
}

/** Why the recorder failed, as the pages say it. */
export type WhyNotRecorded = "no_room" | "recorder_away";

/** The customer would rather be called back than wait, or than go on where no voice gets through: between which two */
export interface WishCallBack {
  id?: number | null;
  type: "call_back";
  channel: Channel;
  starts_at: string;
  ends_at: string;
  time_zone: string;
  contact?: string;
  note?: string;
}

/** Recording stops now; with `discard`, what was written so far is removed too; with `only_picture`, the recording */
export interface WithdrawConsent {
  id?: number | null;
  type: "consent_withdraw";
  discard?: boolean;
  only_picture?: boolean;
  control?: string;
}
