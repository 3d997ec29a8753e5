/** What the REST interface gives the pages of agents and supervisors. Only what they read is named here. */

import type {
  AgentState, CallMode, CallState, Channel, ConnectionSteps, Decision, EndReason, PartState, Purpose, Role,
} from './wire.js';

export interface User { id: string; name: string; role: Role; language: string; languages: string[] }
export interface Session { user: User; socket_token: string }

export interface TrackingEvent {
  at: string; description: string; progress: string; location: string | null; country: string | null;
  language: string | null; source: string;
}
export interface CaseLine {
  reference: string; title: string; stage: string; customer_name: string; customer_language: string;
  country: string | null; carrier: string | null; tracking_number: string | null; value: Money | null;
  owner: Owner | null; days_silent: number | null; anomaly: string | null; alert: string | null;
  deadline: string | null; last_event: TrackingEvent | null; updated_at: string;
}
/** `next`: what to ask `after` for the page that follows. */
export interface CaseList { cases: CaseLine[]; total: number; limit: number; offset: number; next: string | null }
export interface Owner { id: string; name: string }
export interface CaseOwner { owner: Owner | null }
/** What narrows the list of cases; left out is what narrows nothing. */
export interface CaseFilter {
  stage?: string; carrier?: string; country?: string; language?: string; owner?: string; alert?: string;
  overdue?: boolean; currency?: string; value_from?: string; sort?: string;
}
/** As it is kept, what narrows nothing included. */
export interface KeptFilter {
  stage: string | null; carrier: string | null; country: string | null; language: string | null;
  owner: string | null; alert: string | null; overdue: boolean; currency: string | null; value_from: string | null;
  sort: string;
}
export interface SavedFilter {
  id: string; name: string; filter: KeptFilter; shared: boolean; own: boolean; by_name: string;
}
export interface SavedFilters { filters: SavedFilter[] }
export interface Choice { value: string; cases: number }
export interface Person { id: string; name: string }
export interface CaseChoices {
  carriers: Choice[]; countries: Choice[]; languages: Choice[]; currencies: Choice[]; alerts: Choice[];
  owners: Person[];
}
export interface StageColumn { stage: string; may_go_to: string[]; total: number; cards: CaseLine[] }
export interface StageBoard { columns: StageColumn[] }
export interface MovedCase { reference: string; stage: string }
/** One visit to a place; `at` null: it has not been seen there. */
export interface Station {
  place: string | null; country: string | null; at: string | null; until: string | null; progress: string | null;
  visit: number; marks: string[];
}
export interface Gap { since: string; days: number; place: string | null; country: string | null; long: boolean }
export interface Strip { stations: Station[]; here: number | null; gap: Gap | null }
export interface Place { country: string; city: string | null }
export interface Stop { place: string; country: string | null; at: string | null }
export interface Reading { anomaly: string; since: string; days: number; event: TrackingEvent }
export interface CaseView {
  reference: string; stage: string; title: string; kind: string | null; order_reference: string | null;
  parcel: {
    tracking_number: string | null; carrier: string | null; shipped_on: string | null;
    value: { amount: string; currency: string } | null; origin: Place | null; destination: Place | null;
  };
  customer: { name: string; language: string; country: string | null; contact: string | null };
  facts: Record<string, string>;
  route: { origin: Stop | null; waypoints: Stop[]; destination: Stop | null };
  strip: Strip; owner: Owner | null;
  events: TrackingEvent[]; last_location: string | null; days_silent: number | null;
  reading: Reading | null; suggested_stage: string | null; alert: AlertView | null; alerts: string[];
  commitments: CommitmentRecord[]; purchased_again_at: string | null;
  other_numbers: OtherNumber[];
}
/** A number the case has no more; `set_aside`: its lines are another parcel's, and `events` the newest of them. */
export interface OtherNumber { number: string; lines: number; set_aside: boolean; events: TrackingEvent[] }

/** A photo or document on a case; `sha256` and `size` are of what is kept. */
export interface EvidenceRecord {
  id: string; call_id: string | null; by_role: Role; by_name: string; name: string; media_type: string; size: number;
  width: number | null; height: number | null; sha256: string; received_sha256: string; keeps_place: boolean;
  at: string;
}
export interface EvidenceList { evidence: EvidenceRecord[] }

/** Something promised to the customer; `contact` empty: the case's own is used. */
export interface CommitmentRecord {
  id: string; case_reference: string; customer_name: string; customer_language: string; call_id: string | null;
  kind: string; channel: Channel | null; contact: string; customer_contact: string | null; note: string;
  starts_at: string; due_at: string; time_zone: string; created_at: string; state: 'open' | 'kept' | 'broken';
  settled_at: string | null; settled_by: string | null; reason: string | null; moves: Move[];
}
/** One time a promise was put off. */
export interface Move { at: string; by: string; from_at: string; to_at: string; reason: string }
export interface CommitmentList { commitments: CommitmentRecord[]; total: number; limit: number; offset: number }

export interface AgentLine {
  user_id: string; name: string; email: string; languages: string[]; skills: string[]; state: AgentState;
  since: string; call_id: string | null;
}
export interface AgentList { agents: AgentLine[] }
export interface Reassigned { call_id: string; state: CallState; agent_user_id: string; agent_name: string }

export interface NewCall { call_id: string; join_url: string; code: string | null; expires_at: string; qr_svg: string }

export interface CallLine {
  id: string; case_reference: string; customer_name: string; agent_name: string | null; mode: CallMode;
  state: CallState; reason: EndReason | null; created_at: string; active_since: string | null;
  ended_at: string | null; talk_seconds: number | null; outcome: string | null; recorded: boolean;
}
export interface PersonRecord { id: string; role: Role; name: string; language: string }
export interface EntryRecord { at: string; kind: string; participant_id: string | null; data: Record<string, unknown> }
export interface MessageRecord { id: string; participant_id: string; text: string; at: string }
export interface ConsentRecord {
  participant_id: string; purpose: Purpose; decision: Decision; locale: string; wording: string;
  wording_sha256: string; at: string;
}
export interface GapRecord { from_s: number; to_s: number; why: 'lost' | 'not_sent' | 'paused' | 'no_picture' }
export interface PartRecord {
  id: string; recording_id: string; participant_id: string; number: number; state: PartState; reason: string | null;
  epoch: string | null; seconds: number; gaps: GapRecord[] | null; media_type: string | null;
}
export interface SideGapRecord { side: 'left' | 'right'; from_s: number; to_s: number; why: 'lost' | 'not_sent' | 'paused' | 'away' }
export interface RecordingRecord {
  recording_id: string; state: 'waiting' | 'ready' | 'partial' | 'failed' | 'discarded'; reasons: string[]; seconds: number;
  epoch: string | null;
  gaps: SideGapRecord[] | null;
}
export interface PathRecord {
  at: string; kind: 'direct' | 'relayed'; protocol: 'udp' | 'tcp' | 'tls'; family: 'ipv4' | 'ipv6' | null;
}
export interface StepsRecord {
  participant_id: string; permission: number | null; socket: number | null; ice: number | null; keys: number | null;
  click: number | null; first_sound: number | null; first_picture: number | null; paths: PathRecord[];
}
export interface QualitySample {
  at: string; mos: number | null; loss_in: number | null; concealed: number | null; freeze_ms: number;
  sent: 'full' | 'smaller' | 'smallest' | 'paused';
}
export interface Span { lowest: number; median: number; highest: number }
export interface QualityRecord {
  participant_id: string; samples: QualitySample[]; mos: Span | null; round_trip_ms: Span | null;
  jitter_ms: Span | null; loss_in: Span | null; loss_out: Span | null; concealed: Span | null;
}
export interface ConnectionTestRecord {
  participant_id: string; at: string; asked: boolean; steps: ConnectionSteps; round_trip_ms: number | null;
  kbit_s: number | null;
}
export interface CallList { calls: CallLine[]; total: number; limit: number; offset: number }
export interface CallRecord extends CallLine {
  notes: string | null; participants: PersonRecord[]; timeline: EntryRecord[]; messages: MessageRecord[];
  consents: ConsentRecord[]; consents_whole: boolean; parts: PartRecord[]; recordings: RecordingRecord[]; steps: StepsRecord[];
  quality: QualityRecord[];
  connection_tests: ConnectionTestRecord[];
  summary: Pick<SummaryRecord, 'state' | 'body' | 'version' | 'approved_at' | 'approved_by' | 'rejected_because' | 'edits'> | null;
}

export interface Source { kind: string; ref: string; at: string | null }
export interface Statement { text: string; sources: Source[]; doubt: 'figures' | 'day' | 'kind' | null }
export interface Said extends Statement { speaker: Role | null }
export interface Fact extends Statement {
  about: 'tracking_number' | 'address'; heard: string; on_case: string | null; standing: 'same' | 'other' | 'unknown';
  check_digit: 'right' | 'wrong' | null;
}
export interface Agreement extends Statement {
  kind: 'reship' | 'refund' | 'compensation' | 'other'; amount: string | null; currency: string | null;
}
export interface Commitment extends Statement {
  who: Role | null; due_on: string | null; due_words: string | null; time_zone: string | null;
}
export interface Evidence extends Statement { standing: 'mentioned' | 'taken' }
export interface Mood extends Statement { moment: 'start' | 'end'; mood: 'angry' | 'worried' | 'calm' | 'thankful' }
export interface NextStage extends Statement {
  stage: 'facts_checked' | 'carrier_asked' | 'customer_told' | 'solution' | 'claim';
}
export interface ConsentState {
  participant_id: string; role: Role; request_id: string; purpose: Purpose; decision: Decision; at: string;
}
export interface RecordingFacts {
  id: string; state: 'open' | 'stopped' | 'discarded'; opened_at: string; stopped_at: string | null;
  delete_on: string; seconds: number; partial: boolean;
}
/** The structured summary itself. `consents` and `recordings` are facts: nobody edits them. */
export interface SummaryBody {
  schema_version: 2; language: string; situation: Statement[]; account: Said[]; facts: Fact[]; agreed: Agreement[];
  refused: Said[]; commitments: Commitment[]; evidence: Evidence[]; moods: Mood[]; open_questions: Statement[];
  next_stage: NextStage[]; outcome: string | null;
  consents: ConsentState[]; recordings: RecordingFacts[];
}
/** How the draft came about, and how much of the call it could take in. */
export interface Drafting {
  engine: 'rules' | 'model'; model: string | null; fell_back: string | null; waits_for_model: boolean;
  transcript: 'waiting' | 'working' | 'made' | 'none' | null; no_transcript: string | null; heard_s: number; total_s: number;
  rough: boolean;
}
export interface SummaryEdit { version: number; user_id: string; at: string; before: SummaryBody; after: SummaryBody }
export interface SummaryRecord {
  call_id: string; state: 'pending' | 'draft' | 'approved' | 'rejected' | 'not_reviewed'; version: number; outcome: string | null;
  notes: string | null; notes_version: number; drafted_from_notes: number; body: SummaryBody | null;
  drafting: Drafting | null; edits: SummaryEdit[]; drafted_at: string | null;
  approved_at: string | null; approved_by: string | null; rejected_because: string | null;
}
export interface SummaryChange {
  version: number; outcome: string | null; notes: string | null; notes_version: number | null; body: SummaryBody | null;
}

/** The way to the customer's own copy; `way` null: the agent has to send it. */
export interface CopyLink { copy_url: string; way: 'mail' | 'helpdesk' | null; to: string | null }

export interface NotesRecord { call_id: string; text: string; version: number }
export interface NotesChange { version: number; text: string }

/** What a person knows of a parcel that a feed has brought. */
export interface CaseDetails {
  title: string; carrier: string | null; value: Money | null; customer: CaseView['customer'];
}

/** Something that happened on a case; what `data` holds depends on `kind`. */
export interface CaseMoment {
  at: string; group: 'call' | 'text' | 'promise' | 'case'; kind: string; call_id: string | null; name: string | null;
  data: Record<string, string | number | boolean | null>;
}
export interface CaseTimeline { moments: CaseMoment[]; more: boolean }

export interface WaitingLine {
  call_id: string; case_reference: string; customer_name: string; language: string; reason: string | null;
  skills: string[]; priority: number; interrupted: boolean; ringing: boolean; waiting_since: string;
}
export interface OwnDuty { state: AgentState; since: string | null }
export interface WaitingList { waiting: WaitingLine[]; total: number; longest_since: string | null; own: OwnDuty }

/** What is wrong with a parcel and stands: why, what to do, by when. */
export interface AlertView {
  id: string; anomaly: string; since: string; days: number; limit_days: number | null; advice: string;
  raised_at: string; act_by: string;
}
export interface Cause { description: string; language: string | null; location: string | null; country: string | null }
export interface Money { amount: string; currency: string }
export interface WorkLine {
  alert: AlertView; cause: Cause; case_reference: string; title: string; stage: string; carrier: string | null;
  customer_name: string; customer_language: string; customer_contact: string | null;
  value: Money | null; deadline: string; deadline_of: string; mood: string;
  because: string[]; points: number; night_until: string | null;
}
export interface Worklist { lines: WorkLine[]; total: number; limit: number; offset: number }

/** The message that brings a call's link; `way` null: the agent has to send it. */
export interface Sent { language: string; way: 'mail' | 'helpdesk' | null; to: string | null; subject: string; text: string }
export interface OfferedCall extends NewCall { message: Sent }

export interface Address {
  street: string; house: string; flat: string; postcode: string; city: string; region: string; country: string;
  many_live_there: boolean | null;
}
export interface FactAnswer {
  answer: 'yes' | 'no' | 'unknown'; source: string; note: string; address: Address | null; number: string | null;
  call_id: string | null;
}
export interface GivenAnswer {
  answer: 'yes' | 'no' | 'unknown'; source: string; note: string; address: Address | null; number: string | null;
  by_name: string; at: string; call_id: string | null; call_second: number | null;
}
export interface Remark { seen: string; values: string[] }
export interface CheckItem {
  item: string; known: string | null; remarks: Remark[]; given: GivenAnswer | null; earlier: GivenAnswer[];
}
export interface Checklist { items: CheckItem[]; open: number }

export interface BadCell { line: number; column: string; code: string; value: string }
export interface ImportPreview {
  sha256: string; unreadable: string | null; lines: number; bad_lines: number; cases: number; new_cases: number;
  events: number; purchases: number; problems: BadCell[]; problems_total: number; ignored_columns: string[];
}
export interface ImportResult {
  cases_made: number; cases_stated: number; events_added: number; events_known: number; refused: BadCell[];
  purchases: number;
}

export interface RulesInForce { name: string; fingerprint: string; text: string }
export interface Different {
  case_reference: string; anomaly: string; change: string; since: string; before: string | null; after: string | null;
}
export interface Replayed {
  days: number; cases: number; before: Record<string, number>; after: Record<string, number>;
  changed: number; changes: Record<string, number>; differences: Different[];
}

export interface SpeakerRecord { participant_id: string; role: Role; name: string }
export interface UtteranceRecord {
  id: string; participant_id: string; part_id: string; at: string; start_s: number; end_s: number; language: string;
  confidence: number | null; text: string;
}
/** Seconds of a voice that were not recorded. */
export interface StretchRecord {
  participant_id: string; part_id: string; at: string; seconds: number; why: 'lost' | 'paused' | 'away';
}
export interface MissingRecord { participant_id: string; part_id: string; why: string }
/** What a machine has written down of a call; `rough`: by an engine that is good for a first look only. */
export interface TranscriptRecord {
  call_id: string; state: 'waiting' | 'working' | 'made' | 'none';
  reason: 'no_consent' | 'too_short' | 'no_speech' | 'engine_failed' | 'waiting_for_model' | null; error: string | null;
  engine: string | null; model: string | null; rough: boolean; heard_s: number; total_s: number;
  speakers: SpeakerRecord[]; utterances: UtteranceRecord[]; stretches: StretchRecord[]; missing: MissingRecord[];
}

/** `start` and `end` count characters, not UTF-16 units. */
export interface Mark { start: number; end: number }
export interface Passage {
  where: 'transcript' | 'summary' | 'notes'; text: string; marks: Mark[]; utterance_id: string | null;
  at: string | null; speaker: Role | null;
}
export interface CallFound {
  call_id: string; case_reference: string; customer_name: string; agent_name: string | null; created_at: string;
  rough: boolean; passages: Passage[];
}
export interface SearchResult { calls: CallFound[]; next: number | null }

/** A sum in the smallest unit of its currency; `text` is the same as a decimal number. */
export interface Amount { minor: number; currency: string; text: string }
export interface SituationView {
  cause: string | null; goods: Amount | null; freight: Amount | null; freight_by: string | null;
  insured: boolean | null; customer: string | null;
}
export interface ProposalView {
  kind: string; amount: Amount; cost: Amount; because: string[]; alone: boolean; second: string[];
  not_counted: Amount | null;
}
export interface AgreedView { call_id: string; words: string; kind: string | null; amount: Amount | null }
export interface DeedView {
  decision_id: string; deed: string; kind: string; amount: Amount; cost: Amount; because: string[]; note: string;
  by_name: string; by_role: string; at: string; call_id: string | null; own: boolean;
}
export interface DecisionView {
  id: string; standing: string; kind: string; amount: Amount; cost: Amount; second: string[]; may: string[];
}
export interface Terms {
  freight: Money | null; freight_by: string | null; insured: boolean | null; insured_for: Money | null;
  insurer: string | null; insurance_number: string | null; customer: string | null; contents: string | null;
  weight_g: number | null; due_on: string | null;
}
export interface SolutionDesk {
  situation: SituationView; terms: Terms; missing: string[]; proposals: ProposalView[]; agreed: AgreedView | null;
  limit: Amount | null; decision: DecisionView | null; deeds: DeedView[];
}
export interface Decision { kind: string; amount: Money; note: string; call_id: string | null }

export interface LossView { seen: TrackingEvent; silent_days: number }
export interface ClaimView {
  whom: string; name: string | null; published: string | null; standing: string | null; next: string[];
  submit_by: string | null; answer_by: string | null; claimed: Amount | null; outstanding: Amount | null;
  proposed: Amount | null; language: string | null;
}
export interface DeadlineView {
  whom: string; name: string; service: string | null; counted_from: string; days: number | null; months: number | null;
  first_day: string | null; last_day: string | null; source: string; url: string; dated: string | null;
  read_on: string; quoted: boolean;
}
export interface VoucherView { voucher: string; there: boolean; files: string[]; supplier: string; asked: boolean }
export interface StatementAskedView { state: string; asked_at: string; expires_at: string; in_call: boolean }
export interface StatementView {
  id: string; at: string; way: string; locale: string; text: string; own_words: string; signed_name: string;
  text_sha256: string; whole: boolean; replaces_at: string | null; other_now: boolean;
}
export interface StepView {
  whom: string; step: string; happened_on: string; amount: Amount | null; number: string; answer_by: string | null;
  note: string; by_name: string; at: string;
}
export interface PackView {
  id: string; whom: string; language: string; state: string; asked_at: string; by_name: string; files: number;
  zip_sha256: string | null; zip_size: number | null; claimed: Amount | null; older_than: string[];
}
export interface ClaimDesk {
  loss: string; point: LossView | null; claims: ClaimView[]; deadlines: DeadlineView[]; vouchers: VoucherView[];
  asked: StatementAskedView | null; statements: StatementView[]; steps: StepView[]; recovered: Amount[]; packs: PackView[];
  pack_languages: string[]; claimant: string | null;
}
export interface NewStep {
  whom: string; step: string; happened_on: string; amount: Money | null; number: string; answer_by: string | null;
  note: string;
}
export interface Reminder {
  case_reference: string; title: string; customer_name: string; whom: string; name: string; what: string;
  last_day: string;
}
export interface ReminderList { reminders: Reminder[] }
/** Who is told of events; `changeable` false: address and secret stand in the settings. */
export interface EndpointView {
  id: string; kind: 'webhook' | 'connector'; state: 'on' | 'off' | 'gone' | 'unset'; url: string; description: string;
  event_types: string[]; cases: Record<string, string[]>; changeable: boolean; waiting: number; dead: number;
  failing: boolean; failing_since: string | null; last_delivered_at: string | null; last_error: string | null;
  old_secret_until: string | null;
}
export interface EndpointList { endpoints: EndpointView[] }
export interface ToldSecret { endpoint: EndpointView; secret: string }
export interface NewEndpoint { url: string; description: string; event_types: string[]; cases: Record<string, string[]> }
export interface EndpointChange { on: boolean; description: string; event_types: string[]; cases: Record<string, string[]> }
export interface DeadLetter {
  event_id: string; endpoint_id: string; endpoint: string; type: string; case_reference: string | null;
  created_at: string; dead_at: string; attempts: number; last_status: number | null; last_error: string | null;
}
export interface DeadLetters { letters: DeadLetter[]; more: boolean }
export interface Replay { events: string[] | null; endpoint: string | null }
export interface SentAgain { count: number }

/** Work behind the calls. */
export interface JobProgress { done_s: number; total_s: number }
export interface JobLine {
  id: string; kind: string; state: 'failed' | 'working' | 'again' | 'waiting'; case_reference: string | null;
  call_id: string | null; attempts: number; run_at: string; failed_at: string | null; last_error: string | null;
  progress: JobProgress | null;
}
export interface JobCounts { failed: number; working: number; again: number; waiting: number; done_lately: number }
export interface JobList { jobs: JobLine[]; counts: JobCounts; more: boolean }
export interface JobRetry { jobs: string[] | null }
export interface TriedAgain { count: number }

/** `url` null: the case has no ticket that is known. */
export interface Ticket { url: string | null }

/** The side app in a helpdesk's frame. */
export interface LastCall { at: string; agent_name: string | null; outcome: string | null; talk_seconds: number | null }
export interface NextPromise { due_at: string; note: string; channel: Channel }
export interface EmbeddedCase {
  reference: string; title: string; stage: string; customer_name: string; customer_language: string;
  carrier: string | null; tracking_number: string | null; days_silent: number | null; anomaly: string | null;
  last_event: string | null; last_call: LastCall | null; next_promise: NextPromise | null; may_call: boolean;
  case_url: string; expires_at: string | null;
}
export interface EmbeddedCall { call_id: string; call_url: string; join_url: string }

/** One call by the link in a note. */
export interface SharedPromise { text: string; due_on: string | null }
export interface SharedCall {
  call_id: string; case_reference: string; agent_name: string | null; started_at: string; talk_seconds: number | null;
  outcome: string | null; agreed: string[]; promised: SharedPromise[]; open_questions: string[]; recorded: boolean;
  expires_at: string | null;
}
/** Something to do next: proposed, and never done by itself. */
export interface Proposal {
  act: 'move' | 'fact' | 'settle_alert' | 'tell'; stage: string | null; item: string | null;
  answer: 'yes' | 'no' | null; moment: string | null;
}
export interface LetterView {
  direction: 'out' | 'in'; channel: string; at: string; subject: string; text: string; evidence_ids: string[];
  outcome: string | null; by_name: string;
}
export interface EnquiryView {
  id: string; carrier: string; channel: string; address: string; asked_at: string; asked_by: string; days: number;
  due_on: string; countries: string[]; state: 'open' | 'closed'; overdue: boolean; outcome: string | null;
  letters: LetterView[];
}
/** `source` null: how long it takes is published by nobody. */
export interface WayView { channel: string; days: number; address: string | null; source: string | null; due_on: string }
export interface EnquiryDesk {
  language: string; languages: string[]; ways: WayView[]; unknown: string[]; enquiries: EnquiryView[];
  proposals: Proposal[];
}
export interface EnquiryDraft { language: string; subject: string; text: string }
export interface NewEnquiry { channel: string; address: string; subject: string; text: string; evidence_ids: string[] }
export interface NewLetter {
  direction: 'out' | 'in'; channel: string; at: string | null; subject: string; text: string; evidence_ids: string[];
  outcome: string | null;
}
export interface RatingView {
  name: string; solved: string | null; feeling: string | null; at: string; changed_at: string | null;
  follow_up: string | null;
}
export interface RatingList { ratings: RatingView[] }
export interface Share { answer: string; count: number }
export interface RatingTable { days: number; talks: number; answered: number; solved: Share[]; feeling: Share[] }
export interface PlanView { due_at: string; promised: boolean; reasons: string[]; moment: string }
/** One clock, or the earliest and the latest of a wide country; none where nobody knows. */
export interface LocalTime { zones: string[]; told: boolean; is_night: boolean; night_until: string | null }
export interface ContactView {
  moment: string | null; way: 'mail' | 'helpdesk' | 'by_hand'; language: string; subject: string; text: string;
  at: string; by_name: string; next_update_at: string | null;
}
export interface ContactDesk {
  plan: PlanView; local_time: LocalTime; languages: string[]; contacts: ContactView[]; ratings: RatingView[];
}
export interface WantedLetter { moment: string; language: string | null; detail: string; promise: boolean }
export interface Preview {
  moment: string; language: string; subject: string; text: string; to: string | null;
  way: 'mail' | 'helpdesk' | null; next_update_at: string | null;
}
export interface NewContact {
  moment: string; language: string; subject: string; text: string; by_hand: boolean; although_night: boolean;
  next_update_at: string | null;
}
/** `night_until`: until then the customer may be asleep. */
export interface DueLine {
  kind: 'answer' | 'update'; case_reference: string; title: string; customer_name: string; owner_id: string | null;
  owner_name: string | null; due_at: string; overdue: boolean; carrier: string | null; channel: string | null;
  night_until: string | null;
}
export interface DueList { lines: DueLine[] }
