/**
 * What happened on a case in one list, newest first: its calls, texts, promises, and the case's own news.
 */

import { count, day, duration, t, when, wordOr } from './desk_words.js';
import { element, fill } from './element.js';
import { panel } from './facts.js';
import { failure } from './outcome_of_loading.js';

/** @typedef {import('../protocol/desk.js').CaseMoment} CaseMoment */
/** @typedef {'all' | CaseMoment['group']} Filter */

const FILTERS = /** @type {const} */ (['all', 'call', 'text', 'promise', 'case']);

/** @param {{earlier: () => void}} act */
export function timelinePanel({ earlier }) {
  const list = element('ol', { class: 'track moments' });
  const nothing = element('p', { class: 'soft', hidden: true }, t('moments.none'));
  const trouble = element('div', {});
  const more = element('button', { type: 'button', class: 'quiet', hidden: true, onclick: earlier }, t('moments.earlier'));
  /** @type {readonly CaseMoment[]} */
  let all = [];
  /** @type {Filter} */
  let filter = 'all';
  const draw = () => {
    const wanted = all.filter(({ group }) => filter === 'all' || group === filter);
    fill(list, wanted.map(momentItem));
    nothing.hidden = wanted.length > 0;
  };
  const filters = element(
    'fieldset',
    { class: 'switch moment-filters' },
    element('legend', { class: 'visually-hidden' }, t('moments.filter')),
    FILTERS.map((name) => {
      const choose = () => {
        filter = name;
        draw();
      };
      return element('label', {}, element('input', { type: 'radio', name: 'moments', value: name, checked: name === 'all', onchange: choose }), element('span', {}, t(`moments.filter.${name}`)));
    }),
  );
  return {
    panel: panel(t('moments.title'), { id: 'moments' }, filters, list, nothing, trouble, element('div', {}, more)),
    show: (/** @type {readonly CaseMoment[]} */ moments, /** @type {{more: boolean}} */ page) => {
      all = moments;
      more.hidden = !page.more;
      fill(trouble);
      draw();
    },
    fail: (/** @type {unknown} */ error, /** @type {() => void} */ again) => fill(trouble, failure(error, again)),
  };
}

/** @param {CaseMoment} moment */
export function momentItem(moment) {
  const beside = details(moment).filter((part) => part !== '');
  return element(
    'li',
    { 'data-kind': moment.kind },
    element('p', { class: 'small soft' }, element('time', { datetime: moment.at }, when(moment.at))),
    element('p', { dir: 'auto' }, words(moment)),
    beside.length > 0 && element('p', { class: 'small soft', dir: 'auto' }, beside.join(' · ')),
  );
}

/** @param {CaseMoment} moment */
function words({ group, kind, name, data }) {
  if (kind === 'texts') return count('moment.texts', Number(data.count));
  if (kind === 'stage_changed') return t('moment.stage_changed', { stage: wordOr('stage', String(data.to)) });
  if (kind === 'evidence_filed') return t('evidence.filed', { file: String(data.name) });
  if (kind === 'evidence_sent_again') return t('moment.evidence_sent_again', { file: String(data.name) });
  if (kind.startsWith('alert_')) return t(`moment.${kind}`, { anomaly: wordOr('anomaly', String(data.anomaly)) });
  if (kind === 'fact_checked') return t('moment.fact_checked', { fact: wordOr('fact', String(data.item)) });
  if (kind === 'owner_changed') return data.name ? t('moment.owner_changed', { name: String(data.name) }) : t('moment.owner_gone');
  if (kind === 'number_changed') return t(`moment.number_changed.${data.change}`, { from: String(data.from), to: String(data.to) });
  if (kind.startsWith('lines_')) return t(`moment.${kind}`, { number: String(data.number) });
  if (kind === 'promised') return t(data.channel === null ? 'promised.promise' : data.channel === 'text' ? 'promised.text' : 'promised.call');
  if (kind === 'created' && data.mode === 'queue') return t('moment.queued');
  if (group === 'call' && kind !== 'call_ended') return wordOr('entry', kind, { name: name ?? '' });
  return wordOr('moment', kind);
}

/** @param {CaseMoment} moment @returns {string[]} */
function details({ kind, name, data }) {
  if (kind === 'call_ended') {
    const { talk_seconds: seconds, reason, outcome } = data;
    return [typeof seconds === 'number' ? duration(seconds) : '', outcome ? wordOr('outcome', String(outcome)) : reason ? wordOr('reason', String(reason)) : ''];
  }
  if (kind === 'summary') return [data.outcome ? wordOr('outcome', String(data.outcome)) : ''];
  if (kind === 'promised') return [t('moment.due', { date: day(String(data.due_at)) })];
  if (kind === 'promise_kept' || kind === 'promise_broken') return [name ?? ''];
  if (kind === 'rated') return [data.solved ? `${t('rating.solved.short')}: ${wordOr('rating.solved', String(data.solved))}` : '', data.feeling ? `${t('rating.feeling.short')}: ${wordOr('rating.feeling', String(data.feeling))}` : ''];
  if (kind === 'bought_again') return [day(String(data.at))];
  if (kind === 'customer_contacted') return [wordOr('contact.moment', String(data.moment)), t(`contact.way.${data.way}`)];
  if (kind.startsWith('enquiry_')) return [String(data.carrier ?? ''), data.outcome ? wordOr('enquiry.outcome', String(data.outcome)) : ''];
  if (kind === 'tracking_updated' || kind === 'case_changed') return [Number(data.events_added) > 0 ? count('moment.events', Number(data.events_added)) : ''];
  if (kind === 'number_changed') return linesOfNumber(data);
  if (kind === 'lines_set_aside') return [String(data.by ?? ''), count('moment.lines.aside', Number(data.lines))];
  if (kind === 'lines_taken_back') return [String(data.by ?? ''), count('moment.lines.back', Number(data.lines))];
  return [];
}

/** What became of the lines when a number changed. @param {CaseMoment['data']} data @returns {string[]} */
function linesOfNumber({ lines, set_aside: aside, came_back: back }) {
  const [gone, all, came] = [Number(aside), Number(lines), Number(back)];
  return [gone > 0 ? count('moment.lines.aside', gone) : '', all > gone ? count('moment.lines.kept', all - gone) : '', came > 0 ? count('moment.lines.back', came) : ''];
}
