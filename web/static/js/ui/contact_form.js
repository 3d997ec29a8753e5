/**
 * A message to the customer: the occasion, words of one's own, what it will look like, and then how it goes.
 */

import { languageName, t, when } from './desk_words.js';
import { copyButton, copyText } from './copy_button.js';
import { element, fill } from './element.js';
import { choice, labelled, sentForm } from './labelled.js';
import { pressed } from './pressed.js';

/** @typedef {import('../protocol/desk.js').ContactDesk} ContactDesk */
/** @typedef {import('../protocol/desk.js').Preview} Preview */
/** @typedef {import('./contacts_panel.js').Acts} Acts */

const MOMENTS = /** @type {const} */ (['begun', 'carrier_asked', 'still_waiting', 'found', 'solution', 'claim_filed']);
/** Without words of one's own these say nothing. */
const NEEDS_WORDS = new Set(['solution']);

/** @param {ContactDesk} desk @param {import('../protocol/desk.js').CaseView['customer']} customer @param {Acts} acts @returns {{place: HTMLElement, choose: (moment: string) => void}} */
export function contactForm({ plan, languages, local_time: local }, customer, acts) {
  const moment = choice('moment', MOMENTS.map((word) => [word, t(`contact.moment.${word}`)]), plan.moment);
  const language = choice('language', [['', t('contact.language.theirs', { language: languageName(customer.language) })], ...languages.map((tag) => /** @type {[string, string]} */ ([tag, languageName(tag)]))]);
  const detail = element('textarea', { name: 'detail', rows: 3, maxlength: 4000, dir: 'auto' });
  const promise = element('input', { type: 'checkbox', checked: true });
  const shown = element('div', {});
  const needs = () => (detail.required = NEEDS_WORDS.has(moment.value));
  const show = async () => {
    const made = await acts.preview({ moment: moment.value, language: language.value || null, detail: detail.value.trim(), promise: promise.checked });
    fill(shown, previewed(made, local.is_night, acts));
    shown.querySelector('h3')?.focus();
  };
  const stale = () => fill(shown);
  const form = sentForm(
    { words: t('contact.preview'), look: '', send: show },
    labelled(t('contact.moment'), 'contact-moment', moment),
    labelled(t('contact.language'), 'contact-language', language),
    labelled(t('contact.detail'), 'contact-detail', detail),
    element('label', { class: 'check' }, promise, element('span', {}, t('contact.promise'))),
  );
  form.addEventListener('input', stale);
  moment.addEventListener('change', needs);
  needs();
  const choose = (/** @type {string} */ word) => {
    moment.value = word;
    needs();
    stale();
    moment.focus();
  };
  return { place: element('div', { class: 'stack' }, form, shown), choose };
}

/** What is sent is what stands here. @param {Preview} made @param {boolean} isNight @param {Acts} acts */
function previewed(made, isNight, { tell, signal }) {
  const subject = element('input', { name: 'subject', maxlength: 300, autocomplete: 'off', dir: 'auto', lang: made.language, value: made.subject });
  const text = element('textarea', { name: 'text', rows: 10, maxlength: 20_000, dir: 'auto', lang: made.language });
  text.value = made.text;
  const asked = element('input', { type: 'checkbox' });
  /** @param {boolean} byHand */
  const go = (byHand) =>
    tell({
      moment: made.moment, language: made.language, subject: subject.value.trim(), text: text.value.trim(), by_hand: byHand, although_night: asked.checked,
      next_update_at: made.next_update_at,
    });
  const send = { words: t('contact.send'), look: 'primary', press: () => go(false) };
  const told = { words: t('contact.by_hand'), look: 'quiet', press: () => go(true) };
  const acts = element('div', {});
  const draw = () => fill(acts, pressed(made.way && (!isNight || asked.checked) ? [send, told] : [told]));
  asked.addEventListener('change', draw);
  draw();
  return element(
    'section',
    { class: 'stack preview', 'aria-labelledby': 'preview-title' },
    element('h3', { id: 'preview-title', tabindex: -1 }, t('contact.preview.title')),
    element('p', { class: 'small soft', dir: 'auto' }, [wayWords(made), made.next_update_at && t('contact.promised_next', { when: when(made.next_update_at) })].filter(Boolean).join(' · ')),
    labelled(t('enquiry.subject'), 'preview-subject', subject),
    labelled(t('enquiry.text'), 'preview-text', text),
    copyButton(t('enquiry.copy'), () => copyText(text.value), signal),
    isNight && made.way && element('label', { class: 'check' }, asked, element('span', {}, t('contact.although_night'))),
    acts,
  );
}

/** @param {Preview} made */
function wayWords({ way, to, language }) {
  const words = way ? t(`contact.goes.${way}`, { contact: to ?? '' }) : t('contact.goes.nobody');
  return `${words} · ${languageName(language)}`;
}
