/**
 * The summary while the agent mends it: each change gives a new body, nothing is changed in place. Pure.
 */

/** @typedef {import('../protocol/desk.js').SummaryBody} SummaryBody */
/** @typedef {import('../protocol/desk.js').SummaryRecord} SummaryRecord */
/** @typedef {import('../protocol/desk.js').SummaryChange} SummaryChange */
/** @typedef {import('../protocol/desk.js').Commitment} Commitment */
/** @typedef {'situation' | 'said' | 'agreed' | 'commitments' | 'open_questions'} Group */

/** @type {readonly Group[]} */
export const GROUPS = ['situation', 'said', 'agreed', 'commitments', 'open_questions'];

/** The groups a person adds to; what the situation is, the case tells. @type {ReadonlySet<Group>} */
export const OPEN_GROUPS = new Set(/** @type {Group[]} */ (['said', 'agreed', 'commitments', 'open_questions']));

/** @typedef {{version: number, outcome: string, notes: string, body: SummaryBody | null}} WrapUp what stands in the form */

/** @param {SummaryRecord} record @returns {WrapUp} */
export function begin({ version, outcome, notes, body }) {
  return { version, outcome: outcome ?? body?.outcome ?? '', notes: notes ?? '', body };
}

/**
 * @param {SummaryBody} body
 * @param {Group} group
 * @param {number} index
 * @param {Partial<Commitment>} change
 * @returns {SummaryBody}
 */
export function mend(body, group, index, change) {
  const items = body[group].map((item, at) => (at === index ? { ...item, ...change } : item));
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
  const own = { text: '', source: { kind: 'agent', ref: '', at: null } };
  const item = group === 'commitments' ? { ...own, who: 'agent', due_on: null, due_words: null } : own;
  return { ...body, [group]: [...body[group], group === 'said' ? { ...own, speaker: null } : item] };
}

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
 * What is sent: without the lines that were begun and left empty.
 *
 * @param {WrapUp} form
 * @returns {SummaryChange}
 */
export function toSave({ version, outcome, notes, body }) {
  const groups = body && Object.fromEntries(GROUPS.map((group) => [group, body[group].filter((item) => item.text.trim() !== '')]));
  return {
    version,
    outcome: outcome || null,
    notes: notes.trim() || null,
    body: body && { ...body, ...groups, outcome: outcome || null },
  };
}

/**
 * Whether there is something to lose.
 *
 * @param {WrapUp} before
 * @param {WrapUp} after
 */
export function differs(before, after) {
  const content = (/** @type {WrapUp} */ form) => JSON.stringify({ ...toSave(form), version: 0 });
  return content(before) !== content(after);
}

/**
 * My text over somebody else's newer version: the same form, to be saved upon theirs.
 *
 * @param {WrapUp} mine
 * @param {SummaryRecord} theirs
 * @returns {WrapUp}
 */
export function onTopOf(mine, theirs) {
  return { ...mine, version: theirs.version };
}
