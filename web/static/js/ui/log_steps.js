/**
 * How each page came into one call, as the supervisor reads it: the steps in order, and which way the talk took.
 */

import { t, writing } from './desk_words.js';
import { element } from './element.js';
import { facts, panel } from './facts.js';
import { nameOf } from './log_panels.js';

/** @typedef {import('../protocol/desk.js').CallRecord} CallRecord */
/** @typedef {import('../protocol/desk.js').StepsRecord} StepsRecord */
/** @typedef {import('../protocol/desk.js').PathRecord} PathRecord */

const STEPS = /** @type {const} */ (['permission', 'socket', 'ice', 'keys', 'click', 'first_sound', 'first_picture']);

/** @param {CallRecord} call */
export function stepsPanel(call) {
  if (call.steps.length === 0) return null;
  const pages = call.steps.map((page) => element('div', {}, element('h3', { dir: 'auto' }, nameOf(call, page.participant_id)), stepsOf(page)));
  return panel(t('log.steps'), { id: 'steps' }, element('p', { class: 'small soft' }, t('log.steps.note')), ...pages);
}

/** In the order in which they came. @param {StepsRecord} page */
function stepsOf(page) {
  const come = STEPS.filter((step) => page[step] !== null).sort((one, other) => Number(page[one]) - Number(page[other]));
  /** @type {[string, string][]} */
  const times = come.map((step) => [t(`log.steps.${step}`), seconds(Number(page[step]))]);
  return facts([...times, [t('log.path'), page.paths.map(pathWords).join(' → ')]]);
}

/** @param {PathRecord} path */
function pathWords({ kind, protocol, family }) {
  return [t(`log.path.${kind}`), protocol.toUpperCase(), family && (family === 'ipv6' ? 'IPv6' : 'IPv4')].filter(Boolean).join(', ');
}

/** @param {number} ms */
function seconds(ms) {
  return new Intl.NumberFormat(writing(), { style: 'unit', unit: 'second', unitDisplay: 'short', minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(ms / 1000);
}
