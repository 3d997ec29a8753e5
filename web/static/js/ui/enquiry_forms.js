/**
 * Asking a carrier, filing its answer, asking again.
 */

import { day, languageName, t, wordOr } from './desk_words.js';
import { copyButton, copyText } from './copy_button.js';
import { element, fill } from './element.js';
import { choice, labelled, sentForm } from './labelled.js';

/** @typedef {import('../protocol/desk.js').EnquiryDesk} EnquiryDesk */
/** @typedef {import('../protocol/desk.js').EnquiryView} EnquiryView */
/** @typedef {import('./enquiries_panel.js').Acts} Acts */

const OUTCOMES = /** @type {const} */ (['found', 'delivered', 'returned', 'lost', 'searching', 'needs_more', 'refused', 'no_answer']);
const MOST_TEXT = 20_000;

/** @param {EnquiryDesk} desk @param {Acts} acts */
export function askForm({ ways, language, languages, unknown }, acts) {
  const channel = choice('channel', ways.map((way) => [way.channel, wordOr('enquiry.channel', way.channel)]));
  const spoken = choice('language', languages.map((tag) => [tag, languageName(tag)]), language);
  const address = element('input', { name: 'address', maxlength: 300, autocomplete: 'off', dir: 'auto' });
  const subject = element('input', { name: 'subject', maxlength: 300, autocomplete: 'off', dir: 'auto' });
  const text = element('textarea', { name: 'text', rows: 10, maxlength: MOST_TEXT, required: true, dir: 'auto' });
  const until = element('p', { class: 'small soft', role: 'status' });
  const files = fileChoice(acts);
  const chosen = () => ways.find((way) => way.channel === channel.value) ?? ways[0];
  const tellUntil = () => {
    const way = chosen();
    address.value = way.address ?? '';
    until.textContent = [t('enquiry.due_if_asked', { date: day(way.due_on) }), way.source ? t('enquiry.source', { source: way.source }) : t('enquiry.own_patience')].join(' ');
  };
  const draft = async () => {
    const made = await acts.draft(spoken.value);
    subject.value = made.subject;
    text.value = made.text;
    text.lang = made.language;
  };
  channel.addEventListener('change', tellUntil);
  spoken.addEventListener('change', () => void draft().catch(() => {})); // what stood there stays
  tellUntil();
  void draft().catch(() => {}); // the agent writes it themselves
  return sentForm(
    {
      words: t('enquiry.save'),
      send: () => acts.ask({ channel: chosen().channel, address: address.value.trim(), subject: subject.value.trim(), text: text.value.trim(), evidence_ids: files.chosen() }),
    },
    element('div', { class: 'form-pair' }, labelled(t('enquiry.channel'), 'enquiry-channel', channel), labelled(t('enquiry.language'), 'enquiry-language', spoken)),
    until,
    unknown.length > 0 && element('p', { class: 'small soft' }, t('enquiry.unknown_holidays', { countries: unknown.join(', ') })),
    labelled(t('enquiry.address'), 'enquiry-address', address),
    labelled(t('enquiry.subject'), 'enquiry-subject', subject),
    labelled(t('enquiry.text'), 'enquiry-text', text),
    copyButton(t('enquiry.copy'), () => copyText(text.value), acts.signal),
    files.place,
    element('p', { class: 'small soft' }, t('enquiry.sent_by_you')),
  );
}

/** @param {EnquiryView} enquiry @param {Acts} acts */
export function answerForm({ id, channel }, acts) {
  const outcome = choice('outcome', [['', t('enquiry.undecided')], ...OUTCOMES.map((word) => /** @type {[string, string]} */ ([word, t(`enquiry.outcome.${word}`)]))]);
  const text = element('textarea', { name: 'text', rows: 5, maxlength: MOST_TEXT, dir: 'auto' });
  const at = element('input', { type: 'datetime-local', name: 'at' });
  const files = fileChoice(acts);
  const send = () =>
    acts.file(id, {
      direction: 'in', channel, at: at.value ? new Date(at.value).toISOString() : null, subject: '', text: text.value.trim(),
      evidence_ids: files.chosen(), outcome: OUTCOMES.find((word) => word === outcome.value) ?? null,
    });
  return sentForm(
    { words: t('enquiry.file'), send },
    labelled(t('enquiry.says'), `answer-outcome-${id}`, outcome),
    labelled(t('enquiry.text'), `answer-text-${id}`, text),
    labelled(t('enquiry.at'), `answer-at-${id}`, at),
    files.place,
    element('p', { class: 'small soft' }, t('enquiry.only_proposed')),
  );
}

/** @param {EnquiryView} enquiry @param {Acts} acts */
export function againForm({ id, channel }, acts) {
  const text = element('textarea', { name: 'text', rows: 4, maxlength: MOST_TEXT, required: true, dir: 'auto' });
  const send = () => acts.file(id, { direction: 'out', channel, at: null, subject: '', text: text.value.trim(), evidence_ids: [], outcome: null });
  return sentForm({ words: t('enquiry.file'), send }, labelled(t('enquiry.text'), `again-text-${id}`, text), element('p', { class: 'small soft' }, t('enquiry.waits_anew')));
}

/** Which of the case's files went with it; nothing where there are none. @param {Acts} acts */
function fileChoice({ files }) {
  const place = element('fieldset', { class: 'file-choice', hidden: true });
  const show = (/** @type {readonly import('../protocol/desk.js').EvidenceRecord[]} */ found) => {
    place.hidden = found.length === 0;
    fill(place, element('legend', {}, t('enquiry.with_files')), found.map(({ id, name }) => element('label', { class: 'check' }, element('input', { type: 'checkbox', value: id }), element('span', { dir: 'auto' }, name))));
  };
  void files().then(show, () => {}); // it can be filed without them
  const chosen = () => [...place.querySelectorAll('input')].filter((box) => box.checked).map((box) => box.value);
  return { place, chosen };
}
