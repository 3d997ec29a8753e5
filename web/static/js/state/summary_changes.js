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
function takeSameSource(come, { source }) {
  const index = come.findIndex((item) => item.source.kind === source.kind && item.source.ref === source.ref);
  return index < 0 ? null : come.splice(index, 1)[0];
}

/** @param {Statement} item */
function identity(item) {
  return JSON.stringify([item.source.kind, item.source.ref, words(item)]);
}

/** @param {Statement} item a commitment shows its day, for a day is what gets mended most */
function words(item) {
  const due = /** @type {{due_on?: string | null}} */ (item).due_on;
  return due ? `${item.text} (${due})` : item.text;
}
