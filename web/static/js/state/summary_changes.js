/**
 * What a person changed in a summary, statement by statement. Pure.
 */

import { GROUPS } from './wrap_up.js';

/** @typedef {import('../protocol/desk.js').SummaryBody} SummaryBody */
/** @typedef {import('../protocol/desk.js').Statement} Statement */
/** @typedef {import('./wrap_up.js').Group} Group */
/** @typedef {{group: Group, before: string | null, after: string | null}} Change null: it was not there */

/**
 * A statement that comes from the same place as one before it is that one, mended; all others were added or removed.
 *
 * @param {SummaryBody} before
 * @param {SummaryBody} after
 * @returns {Change[]}
 */
export function changes(before, after) {
  return GROUPS.flatMap((group) => {
    const gone = missingFrom(after[group], before[group]);
    const come = missingFrom(before[group], after[group]);
    const mended = gone.map((old) => ({ old, now: takeSameSource(come, old) }));
    return [
      ...mended.map(({ old, now }) => ({ group, before: words(old), after: now && words(now) })),
      ...come.map((item) => ({ group, before: null, after: words(item) })),
    ];
  });
}

/** @param {Statement[]} others @param {Statement[]} items @returns {Statement[]} those of `items` not among `others` */
function missingFrom(others, items) {
  const known = new Set(others.map(identity));
  return items.filter((item) => !known.has(identity(item)));
}

/** @param {Statement[]} come @param {Statement} old @returns {Statement | null} taken out of `come` */
function takeSameSource(come, old) {
  const index = come.findIndex((item) => places(item) === places(old));
  return index < 0 ? null : come.splice(index, 1)[0];
}

/** @param {Statement} item */
function identity(item) {
  return JSON.stringify([places(item), words(item)]);
}

/** @param {Statement} item */
function places({ sources }) {
  return JSON.stringify(sources.map(({ kind, ref }) => [kind, ref]));
}

/** @param {Statement} item a day and an amount are what gets mended most */
function words(item) {
  const { due_on: due, amount, currency } = /** @type {Partial<import('../protocol/desk.js').Commitment & import('../protocol/desk.js').Agreement>} */ (item);
  const beside = [due, amount && `${amount} ${currency ?? ''}`.trim()].filter(Boolean).join(', ');
  return beside ? `${item.text} (${beside})` : item.text;
}
