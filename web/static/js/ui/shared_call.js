/**
 * What came of one call, as somebody reads it who has its link and no sign-in: facts and agreements, nothing that was said.
 */

import { day, duration, t, when, wordOr } from './desk_words.js';
import { element } from './element.js';
import { facts, panel } from './facts.js';
import { overHead } from './over_head.js';

/** @typedef {import('../protocol/desk.js').SharedCall} SharedCall */

/** @param {SharedCall} call */
export function sharedCall(call) {
  const promised = call.promised.map(({ text, due_on: due }) => [due && element('strong', {}, day(due), ' '), text]);
  return [
    element('div', { class: 'headline' }, element('h1', {}, t('shared.title', { reference: call.case_reference })), call.expires_at && element('p', { class: 'small soft' }, t('shared.lead', { date: when(call.expires_at) }))),
    panel(
      t('embed.last'),
      { id: 'call' },
      facts([
        [t('logs.column.when'), when(call.started_at)],
        [t('logs.column.agent'), call.agent_name],
        [t('logs.column.duration'), call.talk_seconds !== null && duration(call.talk_seconds)],
        [t('logs.column.outcome'), call.outcome && wordOr('outcome', call.outcome)],
        [t('log.consents'), t(call.recorded ? 'shared.recorded' : 'shared.not_recorded')],
      ]),
    ),
    list('agreed', t('wrap.agreed'), call.agreed),
    list('promised', t('wrap.commitments'), promised),
    list('open', t('wrap.open_questions'), call.open_questions),
    element('a', { href: `/logs/${encodeURIComponent(call.call_id)}` }, t('shared.log')),
  ];
}

export function linkOver() {
  return [overHead(t('shared.over'), t('shared.over.next')), element('a', { href: '/logs' }, t('shared.log'))];
}

/** @param {string} id @param {string} title @param {readonly import('./element.js').Child[] | readonly import('./element.js').Child[][]} lines */
function list(id, title, lines) {
  return lines.length > 0 && panel(title, { id }, element('ul', { class: 'plain' }, lines.map((line) => element('li', { dir: 'auto' }, line))));
}
