/**
 * The customer told: by when they hear from us next, what time it is where they are, what they were told, how they found it.
 */

import { serverNow } from '../protocol/server_clock.js';
import { contactForm } from './contact_form.js';
import { day, languageName, t, when, wordOr } from './desk_words.js';
import { element, fill } from './element.js';
import { formDetails } from './form_details.js';
import { whatWords } from './promises.js';
import { ratingLine } from './rating_line.js';
import { timeLeft } from './time_left.js';

/** @typedef {import('../protocol/desk.js').ContactDesk} ContactDesk */
/** @typedef {import('../protocol/desk.js').ContactView} ContactView */
/** @typedef {import('../protocol/desk.js').CaseView} CaseView */
/**
 * @typedef {object} Acts
 * @property {(wanted: import('../protocol/desk.js').WantedLetter) => Promise<import('../protocol/desk.js').Preview>} preview
 * @property {(contact: import('../protocol/desk.js').NewContact) => Promise<void>} tell draws the panel anew
 * @property {AbortSignal} signal
 */

/** @param {HTMLElement} place @param {ContactDesk} desk @param {CaseView} view @param {Acts} acts @returns {{write: (moment: string) => void}} opens the form for this occasion */
export function showContacts(place, desk, view, acts) {
  const form = contactForm(desk, view.customer, acts);
  const details = formDetails('contact-new', t('contact.write'), () => form.place, { look: 'primary' });
  fill(
    place,
    element('h2', { id: 'contacts-title', tabindex: -1 }, t('contact.title')),
    planLines(desk),
    clockLine(desk, view.customer.name),
    promises(view),
    details,
    desk.contacts.length > 0 && element('ol', { class: 'plain contacts' }, desk.contacts.map(contactItem)),
    after(desk, view),
  );
  const write = (/** @type {string} */ moment) => {
    details.open = true;
    form.choose(moment);
  };
  return { write };
}

/** @param {ContactDesk} desk */
function planLines({ plan, contacts }) {
  const late = serverNow() > Date.parse(plan.due_at);
  const badge = element('span', { class: late ? 'badge bad' : 'badge' }, late ? t('promised.overdue') : timeLeft(plan.due_at));
  const reasons = plan.reasons.map((reason) => wordOr('plan.reason', reason)).join(', ');
  return [
    element('p', { class: 'row' }, element('strong', {}, t(contacts.length === 0 ? 'plan.first' : 'plan.next', { when: when(plan.due_at) })), badge),
    element('p', { class: 'small soft' }, plan.promised ? t('plan.promised') : [t('plan.own'), reasons].filter(Boolean).join(' · ')),
  ];
}

/** One clock, or the earliest and the latest of a wide country. @param {ContactDesk} desk @param {string} name */
function clockLine({ local_time: local }, name) {
  if (local.zones.length === 0) return element('p', { class: 'small soft' }, t('contact.clock.unknown', { name }));
  const times = local.zones.map((timeZone) => when(new Date(serverNow()), { weekday: 'short', hour: 'numeric', minute: '2-digit', timeZone }));
  const words = t(local.told ? 'contact.clock.told' : 'contact.clock', { time: times.join(' – '), name });
  return [element('p', { class: 'small' }, words), local.is_night && element('p', { class: 'remark' }, nightWords(local, name))];
}

/** @param {import('../protocol/desk.js').LocalTime} local @param {string} name */
export function nightWords({ night_until: until }, name) {
  return until ? t('contact.night', { name, time: when(until, { timeStyle: 'short' }) }) : t('contact.night.open', { name });
}

/** What else was promised to them. @param {CaseView} view */
function promises({ commitments }) {
  const open = commitments.filter(({ state }) => state === 'open');
  if (open.length === 0) return null;
  return element('ul', { class: 'plain contact-promises' }, open.map((each) => element('li', { class: 'small' }, t('contact.also_promised', { what: whatWords(each), when: when(each.kind === 'promise' ? each.due_at : each.starts_at) }))));
}

/** @param {ContactView} contact */
function contactItem({ moment, way, language, at, by_name: name, subject, text, next_update_at: next }) {
  return element(
    'li',
    {},
    element(
      'details',
      {},
      element('summary', {}, moment ? wordOr('contact.moment', moment) : subject, element('span', { class: 'small soft' }, ` · ${when(at)}`)),
      element('p', { class: 'small soft', dir: 'auto' }, [t(`contact.way.${way}`), name, languageName(language), next && t('contact.promised_next', { when: when(next) })].filter(Boolean).join(' · ')),
      subject && element('p', { dir: 'auto', lang: language }, element('strong', {}, subject)),
      element('blockquote', { class: 'letter-text', dir: 'auto', lang: language }, text),
    ),
  );
}

/** @param {ContactDesk} desk @param {CaseView} view */
function after({ ratings }, { purchased_again_at: again }) {
  if (ratings.length === 0 && !again) return null;
  return element(
    'div',
    { class: 'stack tight after' },
    element('h3', {}, t('rating.title')),
    ratings.map(ratingLine),
    again && element('p', { class: 'row' }, element('span', { class: 'badge good' }, t('contact.bought_again', { date: day(again) }))),
  );
}
