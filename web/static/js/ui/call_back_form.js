/**
 * The wish to be called back: when, how, where. Times are the customer's own; what was entered survives a refusal and a
 * change of language.
 */

import { serverNow } from '../protocol/server_clock.js';
import { callBackDays } from '../state/call_back.js';
import { dayWords, hoursWords, ownZone, zoneName } from './day_words.js';
import { element } from './element.js';
import { wordsForCode } from './error_words.js';
import { icon } from './icon.js';
import { t } from './words.js';

/** @typedef {{day: number, window: number, channel: 'call' | 'text', contact: string, note: string}} Entered */

/** @returns {Entered} */
export function nothingEntered() {
  return { day: 0, window: 0, channel: 'call', contact: '', note: '' };
}

const LONGEST = { contact: 200, note: 500 };

/**
 * @param {object} about
 * @param {import('../state/call_session.js').CallSession} about.session
 * @param {string | null} about.opensAt the next opening, while it is closed
 * @param {Promise<readonly import('../state/call_back.js').Window[]>} about.hours when somebody is there; empty: nobody has said
 * @param {Entered} about.entered kept in step
 * @param {() => void} about.back
 * @param {AbortSignal} about.signal
 */
export function callBackForm({ session, opensAt, hours, entered, back, signal }) {
  /** @type {readonly import('../state/call_back.js').Window[]} */
  let spans = [];
  let days = offered(opensAt, spans);
  if (days.length === 0) return frame(element('p', {}, t('callback.none')), backButton(back));
  const day = element('select', { id: 'call-back-day', class: 'large' });
  const window = element('select', { id: 'call-back-window', class: 'large', 'aria-describedby': 'call-back-zone', onchange: () => (entered.window = window.selectedIndex) });
  const zone = element('p', { class: 'small soft', id: 'call-back-zone' });
  const limits = element('p', { class: 'small soft', hidden: true }, t('callback.hours'));
  const trouble = element('p', { class: 'notice bad', role: 'alert', id: 'call-back-trouble', hidden: true });
  const words = element('span', {});
  const button = element('button', { class: 'primary large wide' }, words);
  const contact = element('input', { id: 'call-back-contact', class: 'large', maxlength: LONGEST.contact, autocomplete: 'tel', dir: 'auto', value: entered.contact, 'aria-describedby': 'call-back-hint', oninput: () => (entered.contact = contact.value) });
  const note = element('textarea', { id: 'call-back-note', rows: 2, maxlength: LONGEST.note, dir: 'auto', oninput: () => (entered.note = note.value) }, entered.note);

  const fillDays = () => {
    entered.day = Math.min(entered.day, days.length - 1);
    day.replaceChildren(...days.map(({ day: noon }, index) => element('option', { selected: index === entered.day }, capital(dayWords(noon).day))));
    fillWindows();
  };
  const fillWindows = () => {
    const { windows } = days[entered.day];
    entered.window = Math.min(entered.window, windows.length - 1);
    window.replaceChildren(...windows.map(({ startsAt, endsAt }, index) => element('option', { selected: index === entered.window }, hoursWords(startsAt, endsAt))));
    zone.textContent = t('callback.zone', { zone: zoneName(windows[0].startsAt) });
  };
  const offerAgain = () => {
    days = offered(opensAt, spans);
    if (days.length > 0) return fillDays();
    wait(false, t('callback.none'));
    button.disabled = true;
  };
  day.addEventListener('change', () => {
    entered.day = day.selectedIndex;
    fillWindows();
  });
  /** On its way; what comes of it is another screen, or a refusal. */
  let sent = false;
  /** @param {boolean} now @param {string} [refusal] */
  const wait = (now, refusal = '') => {
    sent = now;
    button.disabled = now;
    words.textContent = t(now ? 'callback.sending' : entered.channel === 'text' ? 'callback.send.text' : 'callback.send');
    trouble.textContent = refusal;
    trouble.hidden = refusal === '';
  };
  const choose = (/** @type {Entered['channel']} */ channel) => {
    entered.channel = channel;
    wait(false);
  };
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (sent) return;
    const { startsAt, endsAt } = days[entered.day].windows[entered.window];
    const wish = { channel: entered.channel, starts_at: startsAt.toISOString(), ends_at: endsAt.toISOString(), time_zone: ownZone(), contact: entered.contact.trim(), note: entered.note.trim() };
    if (session.asks.wishCallBack(wish)) wait(true);
    else wait(false, wordsForCode('offline'));
  };
  let known = session.view.refusal;
  session.onChange((view) => {
    const refused = view.refusal !== known && view.refusal?.about === 'call_back' ? view.refusal : null;
    known = view.refusal;
    if (refused) wait(false, refused.code === 'invalid_field' ? t('callback.passed') : wordsForCode(refused.code));
    else if (sent && view.socket !== 'online') wait(false, wordsForCode('offline'));
    if (refused?.code !== 'invalid_field' && refused?.code !== 'outside_hours') return;
    offerAgain();
  }, signal);
  void hours.then((known) => {
    if (signal.aborted || known.length === 0) return;
    spans = known;
    limits.hidden = false;
    offerAgain();
  });
  fillDays();
  wait(false);
  return frame(
    element(
      'form',
      { class: 'stack', novalidate: true, onsubmit: submit },
      element('div', { class: 'call-back-when' }, field('call-back-day', t('callback.day'), day), field('call-back-window', t('callback.window'), window), zone, limits),
      channelChoice(entered.channel, choose),
      field('call-back-contact', optional(t('callback.contact')), contact, element('span', { class: 'small soft', id: 'call-back-hint' }, t('callback.contact.hint'))),
      field('call-back-note', optional(t('callback.note')), note),
      trouble,
      button,
    ),
    backButton(back),
  );
}

/** @param {string | null} opensAt @param {readonly import('../state/call_back.js').Window[]} spans */
function offered(opensAt, spans) {
  return callBackDays(serverNow(), opensAt === null ? null : Date.parse(opensAt), spans);
}

/** @param {...HTMLElement} content */
function frame(...content) {
  return element('div', { class: 'card narrow call-back' }, element('span', { class: 'portrait small' }, icon('phone')), element('h1', {}, t('callback.title')), element('p', { class: 'lead' }, t('callback.lead')), ...content);
}

/** @param {() => void} back */
function backButton(back) {
  return element('button', { type: 'button', class: 'quiet wide', onclick: back }, t('callback.back'));
}

/** @param {Entered['channel']} chosen @param {(channel: Entered['channel']) => void} choose */
function channelChoice(chosen, choose) {
  const options = /** @type {const} */ (['call', 'text']).map((channel) =>
    element(
      'label',
      { class: 'choice' },
      element('input', { type: 'radio', name: 'call-back-channel', value: channel, checked: channel === chosen, onchange: () => choose(channel) }),
      icon(channel === 'call' ? 'phone' : 'chat'),
      element('span', {}, t(`callback.channel.${channel}`)),
    ),
  );
  return element('fieldset', { class: 'choices' }, element('legend', {}, t('callback.channel')), options);
}

/** @param {string} words @returns {(Node | string)[]} */
function optional(words) {
  return [words, ' ', element('span', { class: 'soft' }, `(${t('callback.optional')})`)];
}

/** @param {string} id @param {string | (Node | string)[]} words @param {HTMLElement} input @param {HTMLElement} [hint] */
function field(id, words, input, hint) {
  return element('div', { class: 'field' }, element('label', { for: id }, words), input, hint);
}

/** As the first word of a choice. @param {string} words */
function capital(words) {
  return words.charAt(0).toLocaleUpperCase() + words.slice(1);
}
