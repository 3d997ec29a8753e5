/**
 * Why two people who have clicked do not see each other, as far as a test of the customer's connection has found out. Pure.
 */

import { isReachable } from './call_view.js';
import { gravityOf, verdictOf } from './connection_verdict.js';

/** @typedef {import('./connection_verdict.js').Verdict} Verdict */
/** @typedef {Pick<import('./call_view.js').CallView, 'own' | 'other' | 'talk' | 'ended'>} Standing */

/** This person is in the call, the other one's page is there, and the talk is not. @param {Standing} view */
export function isMissing({ own, other, talk, ended }) {
  return own.ready && ended === null && isReachable(other) && (talk === 'connecting' || talk === 'reconnecting');
}

/** What is said of it in the call: somebody who is in it need not be told that they may join. @param {Verdict} verdict */
export function wordsInCall(verdict) {
  return verdict === 'blocked' ? 'check.blocked.call' : `check.${verdict}`;
}

/**
 * @param {Standing} view
 * @param {Pick<import('./connection_check.js').CheckView, 'running' | 'found'>} check
 * @returns {string | null} key of the words; null while the talk stands, or nothing is known
 */
export function causeOf(view, { running, found }) {
  if (!isMissing(view)) return null;
  if (running) return 'check.running';
  const verdict = found && verdictOf(found);
  return verdict && gravityOf(verdict) === 'bad' ? wordsInCall(verdict) : null;
}
