/**
 * What lies over the pictures: who can listen (the red dot follows the writer's report), the time, the line, and the one
 * banner that matters now. States are read aloud; the running clock is not.
 */

import { lineSign, listeningOf, noticeOf } from '../state/call_notice.js';
import { elapsedSeconds, hasClicked } from '../state/call_view.js';
import { element, fill } from './element.js';
import { icon } from './icons.js';
import { clockTime, t } from './words.js';

/** @typedef {import('../state/call_view.js').CallView} CallView */

export function callStatus() {
  const listening = element('p', { class: 'call-listening', role: 'status' });
  const why = element('details', { class: 'call-why' }, element('summary', {}, t('recording.private.ask')), element('p', {}, t('recording.private.why')));
  const elapsed = element('span', { class: 'call-elapsed', role: 'timer', 'aria-label': t('call.elapsed') });
  const line = element('span', { class: 'call-line', role: 'img' }, element('i'), element('i'), element('i'));
  const lineWord = element('span', { class: 'call-line-word', 'aria-hidden': 'true' });
  const banner = element('p', { class: 'call-banner', role: 'status' });
  const other = element('p', { class: 'call-other', role: 'status' });
  const muted = element('p', { class: 'call-muted', role: 'status' });
  const news = element('div', { class: 'call-news' }, banner);
  const top = element('div', { class: 'call-top' }, element('div', { class: 'call-sign' }, listening, why), element('div', { class: 'call-meter' }, line, lineWord, elapsed), news);
  /** @type {Map<HTMLElement, string>} */
  const said = new Map();
  /** Only what changes is written: a live region says again whatever is put into it. @param {HTMLElement} place @param {string} key @param {() => (Node | string)[]} draw */
  const say = (place, key, draw) => {
    if (said.get(place) === key) return;
    said.set(place, key);
    fill(place, ...draw());
  };

  /** @param {CallView} view @param {{speaking: boolean}} heard whether this person speaks, muted or not */
  const show = (view, { speaking }) => {
    const { key, dot, private: alone } = listeningOf(view);
    say(listening, key, () => [dot ? element('span', { class: 'call-dot', 'aria-hidden': 'true' }) : alone ? icon('lock') : '', element('span', {}, t(key))]);
    listening.toggleAttribute('data-recording', dot);
    why.hidden = key !== 'recording.private';
    const name = view.other?.name ?? '';
    const quiet = view.talk === 'connected' && view.other !== null && hasClicked(view.other) && !view.other.audio;
    const others = quiet ? (view.writes ? 'call.other_writes' : 'call.other_muted') : '';
    say(other, others && `${others} ${name}`, () => (others ? [icon(view.writes ? 'chat' : 'microphone_off'), t(others, { name })] : []));
    const off = view.own.hasMicrophone && !view.own.microphone;
    const ownState = off ? (speaking ? 'call.muted.speaking' : 'call.muted') : view.own.hasMicrophone ? '' : 'call.no_microphone';
    say(muted, ownState, () => (ownState ? [t(ownState)] : []));
    const { quality, keys, values } = lineSign(view);
    const about = keys.map((words) => t(words, values)).join(' ');
    line.dataset.quality = quality;
    line.setAttribute('aria-label', about);
    line.title = lineWord.title = about;
    lineWord.textContent = quality === 'weak' || quality === 'bad' ? t(`call.line.${quality}`) : '';
    tick(view);
  };

  /** Once a second. @param {CallView} view */
  const tick = (view) => {
    const seconds = elapsedSeconds(view, Date.now());
    elapsed.textContent = seconds === null ? '' : clockTime(seconds);
    const notice = noticeOf(view, Date.now());
    banner.dataset.tone = notice?.tone ?? '';
    const values = { ...notice?.values };
    say(banner, notice ? `${notice.key} ${values.name}` : '', () => (notice ? bannerWords(notice.key, values) : []));
    const left = banner.querySelector('time');
    if (left && notice?.leftMs !== undefined) left.textContent = clockTime(notice.leftMs / 1000);
  };
  return { top, news, below: [other, muted], show, tick };
}

/** The time that is left runs without being read aloud each second. @param {string} key @param {Record<string, string>} values */
function bannerWords(key, values) {
  if (!t(key).includes('{time}')) return [t(key, values)];
  const [before, after] = t(key, { ...values, time: '\u0000' }).split('\u0000');
  return [before, element('time', { 'aria-hidden': 'true' }), after];
}
