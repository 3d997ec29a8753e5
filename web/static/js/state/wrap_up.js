/**
 * The summary while the agent mends it: each change gives a new body, nothing is changed in place. Pure.
 */

/** @typedef {import('../protocol/desk.js').SummaryBody} SummaryBody */
/** @typedef {import('../protocol/desk.js').SummaryRecord} SummaryRecord */
/** @typedef {import('../protocol/desk.js').SummaryChange} SummaryChange */
/** @typedef {import('../protocol/desk.js').Commitment} Commitment */
/** @typedef {'situation' | 'account' | 'facts' | 'agreed' | 'refused' | 'commitments' | 'evidence' | 'moods' | 'open_questions' | 'next_stage'} Group */
/** A statement of any group. @typedef {import('../protocol/desk.js').Statement & Partial<Omit<Commitment & import('../protocol/desk.js').Agreement, 'text' | 'sources' | 'doubt'>>} AnyStatement */

/** @type {readonly Group[]} */
export const GROUPS = ['situation', 'account', 'facts', 'agreed', 'refused', 'commitments', 'evidence', 'moods', 'open_questions', 'next_stage'];

/** The groups a person adds to; what the situation is, the case tells. @type {ReadonlySet<Group>} */
export const OPEN_GROUPS = new Set(/** @type {Group[]} */ (['account', 'agreed', 'commitments', 'open_questions']));

/**
 * What stands in the form. `loaded` is the body as the server gave it.
 *
 * @typedef {{version: number, outcome: string, notes: string, body: SummaryBody | null, loaded: SummaryBody | null}} WrapUp
 */

/** @param {SummaryRecord} record @returns {WrapUp} */
export function begin({ version, outcome, notes, body }) {
  return { version, outcome: outcome ?? body?.outcome ?? '', notes: notes ?? '', body, loaded: body };
}

/** It is on the case, however it came there. @param {{state: SummaryRecord['state']}} record */
export const isFiled = ({ state }) => state !== 'pending' && state !== 'draft';

/** More may come into the draft by itself. @param {Pick<SummaryRecord, 'state' | 'drafting'>} record */
export function isGrowing({ state, drafting }) {
  return !isFiled({ state }) && (state === 'pending' || drafting?.waits_for_model === true || drafting?.transcript === 'working' || drafting?.transcript === 'waiting');
}

/** The statements were made before the notes were last changed: saving them takes the notes in. @param {SummaryRecord} record */
export function isBehindNotes({ state, notes_version: notes, drafted_from_notes: drafted }) {
  return state === 'draft' && notes !== drafted;
}

/**
 * The draft has come while the agent was writing: it joins what stands in the form and overwrites nothing.
 *
 * @param {WrapUp} form
 * @param {SummaryRecord} record
 * @returns {WrapUp}
 */
export function drafted(form, record) {
  const { outcome, notes, ...rest } = begin(record);
  return { ...rest, outcome: form.outcome || outcome, notes: form.notes || notes };
}

/**
 * @param {SummaryBody} body
 * @param {Group} group
 * @param {number} index
 * @param {Partial<AnyStatement>} change
 * @returns {SummaryBody} what a person has changed is no longer in doubt
 */
export function mend(body, group, index, change) {
  const items = body[group].map((item, at) => (at === index ? { ...item, doubt: null, ...change } : item));
  return { ...body, [group]: items };
}

/**
 * An empty statement of the agent's own at the end.
 *
 * @param {SummaryBody} body
 * @param {Group} group
 * @returns {SummaryBody}
 */
export function add(body, group) {
  const own = { text: '', sources: [{ kind: 'agent', ref: '', at: null }], doubt: null };
  return { ...body, [group]: [...body[group], { ...own, ...BLANK[group] }] };
}

/** What a line of these groups has beside its words, before anybody has said more. @type {Partial<Record<Group, object>>} */
const BLANK = {
  account: { speaker: 'customer' },
  agreed: { kind: 'other', amount: null, currency: null },
  commitments: { who: 'agent', due_on: null, due_words: null, time_zone: null },
};

/**
 * @param {SummaryBody} body
 * @param {Group} group
 * @param {number} index
 * @returns {SummaryBody}
 */
export function remove(body, group, index) {
  return { ...body, [group]: body[group].filter((_, at) => at !== index) };
}

/**
 * What is sent: without the lines that were begun and left empty, and without statements nobody has touched, for as long
 * as they are the draft's own the notes may still add to them.
 *
 * @param {WrapUp} form
 * @returns {Omit<SummaryChange, 'notes_version'>}
 */
export function toSave({ version, outcome, notes, body, loaded }) {
  const told = { version, outcome: outcome || null, notes: notes.trim() || null };
  if (!body || sameStatements(body, loaded)) return { ...told, body: null };
  return { ...told, body: { ...body, ...filled(body), outcome: told.outcome } };
}

/**
 * Whether both say the same; a line begun and left empty says nothing.
 *
 * @param {SummaryBody | null} one
 * @param {SummaryBody | null} other
 */
export function sameStatements(one, other) {
  if (!one || !other) return one === other;
  return JSON.stringify(filled(one)) === JSON.stringify(filled(other));
}

/** @param {SummaryBody} body */
function filled(body) {
  return Object.fromEntries(GROUPS.map((group) => [group, body[group].filter((item) => item.text.trim() !== '')]));
}

/**
 * Whether there is something to lose.
 *
 * @param {WrapUp} before
 * @param {WrapUp} after
 */
export function differs(before, after) {
  const content = (/** @type {WrapUp} */ form) => JSON.stringify({ ...toSave({ ...form, loaded: null }), version: 0 });
  return content(before) !== content(after);
}

/**
 * The server has saved `sent`. What was typed meanwhile stays, upon the version just made.
 *
 * @param {WrapUp} form
 * @param {WrapUp} sent
 * @param {SummaryRecord} record
 * @returns {WrapUp}
 */
export function afterSave(form, sent, record) {
  const saved = begin(record);
  if (form === sent) return saved;
  const body = sameStatements(form.body, sent.body) ? saved.body : form.body;
  return { ...form, version: saved.version, loaded: saved.loaded, body };
}

/**
 * My text over somebody else's newer version: the same form, to be saved upon theirs.
 *
 * @param {WrapUp} mine
 * @param {SummaryRecord} theirs
 * @returns {WrapUp}
 */
export function onTopOf(mine, theirs) {
  return { ...mine, version: theirs.version, loaded: theirs.body };
}
