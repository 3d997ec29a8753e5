/**
 * After the call: what happened, what happens next, what was recorded and for how long, and the way back where there is one.
 */

import { possible } from '../state/consent_progress.js';
import { dayWords, hoursWords, zoneName } from './day_words.js';
import { element } from './element.js';
import { icon } from './icon.js';
import { ask } from './question.js';
import { ratingForm } from './rating.js';
import { receiptWay } from './receipt_way.js';
import { clockTime, count, t } from './words.js';

/** @typedef {import('../protocol/wire.js').CallSnapshot} CallSnapshot */
/** @typedef {{before: import('../protocol/rating_api.js').Rating, say: (rating: import('../protocol/rating_api.js').Rating) => Promise<void>}} Rate */

/** Ends after which another call may follow at once. */
const AGAIN = new Set(['abandoned', 'declined', 'expired', 'missed', 'lost']);
/** Ends after which somebody writes to the customer, and not because a summary was made. */
const WRITTEN_TO = new Set(['call_back', 'unrecorded']);

/**
 * @param {CallSnapshot} call
 * @param {object} about
 * @param {string} about.ownId
 * @param {boolean} [about.heldBack] they had pressed to pause or stop, and the call was over before the server heard of it
 * @param {import('../state/evidence_sending.js').Chosen | null} [about.unsent] a photo or document they were looking at when the call ended
 * @param {(() => void) | null} about.discard deletes the recording; null where the line is gone
 * @param {() => Promise<string | null>} about.receipt where one can read what one agreed to
 * @param {Rate} [about.rate] without it nobody is asked how it was
 * @param {AbortSignal} about.signal
 */
export function ended(call, { ownId, heldBack = false, unsent = null, discard, receipt, rate, signal }) {
  const reason = call.reason ?? 'completed';
  const talked = call.active_since !== null;
  return element(
    'div',
    { class: 'card narrow ended' },
    element('span', { class: 'portrait small' }, icon(reason === 'completed' ? 'check' : 'heart')),
    element('h1', {}, t(`ended.${reason}`)),
    call.call_back && promise(call.call_back),
    element('p', { class: 'lead' }, t(`ended.${reason}.next`)),
    unsent && notSent(unsent, signal),
    element(
      'ul',
      { class: 'outcome' },
      talked && call.ended_at !== null && fact('clock', t('ended.duration', { time: clockTime((Date.parse(call.ended_at) - Date.parse(call.active_since ?? '')) / 1000) })),
      talked && !WRITTEN_TO.has(reason) && fact('check', t('ended.summary')),
      talked && fact('lock', recordingWords(call, heldBack)),
      call.call_back && fact('phone', t('ended.call_back.contact')),
      fact('parcel', t('ended.reference', { reference: call.case.reference })),
    ),
    rate && talked && reason === 'completed' && ratingForm(rate.before, rate.say),
    discard && possible(call, ownId).discard && discardButton(discard, signal),
    wasAsked(call, ownId) && receiptWay(receipt, signal),
    AGAIN.has(reason) && element('a', { class: 'button wide', href: '/j' }, t('ended.code')),
    element('p', { class: 'soft small' }, t('ended.close')),
  );
}

/** It is still in this page, and nowhere else. @param {import('../state/evidence_sending.js').Chosen} unsent @param {AbortSignal} signal */
function notSent({ file, name }, signal) {
  const address = URL.createObjectURL(file);
  signal.addEventListener('abort', () => URL.revokeObjectURL(address), { once: true });
  return element('div', { class: 'notice warn stack', role: 'alert' }, element('p', {}, t('ended.unsent')), element('a', { class: 'button', href: address, download: name }, t('evidence.save')));
}

/**
 * Went away on purpose: the place is held for a while.
 *
 * @param {() => Promise<void>} comeBack
 */
export function leftForNow(comeBack) {
  const button = element('button', { type: 'button', class: 'primary large wide' }, t('ended.come_back'));
  button.addEventListener('click', async () => {
    button.disabled = true;
    await comeBack();
    button.disabled = false;
  });
  return element(
    'div',
    { class: 'card narrow ended' },
    element('span', { class: 'portrait small' }, icon('heart')),
    element('h1', {}, t('ended.left')),
    element('p', { class: 'lead' }, t('ended.left.next')),
    button,
    element('p', { class: 'soft small' }, t('ended.close')),
  );
}

/** What was promised, on the customer's own calendar and clock. @param {import('../protocol/wire.js').CallBackView} promised */
function promise({ channel, starts_at: startsAt, ends_at: endsAt, time_zone: timeZone }) {
  const [from, to] = [new Date(startsAt), new Date(endsAt)];
  const { form, day } = dayWords(from, timeZone);
  return element(
    'div',
    { class: 'promised' },
    element('p', { class: 'promised-when' }, t(`ended.call_back.${channel}.${form}`, { day, hours: hoursWords(from, to, timeZone) })),
    element('p', { class: 'small soft' }, t('callback.zone', { zone: zoneName(from, timeZone) })),
  );
}

/** Another window has the call. @param {() => void} take */
export function elsewhere(take) {
  return element(
    'div',
    { class: 'card narrow' },
    element('span', { class: 'portrait small' }, icon('copy')),
    element('h1', {}, t('replaced.title')),
    element('p', { class: 'lead' }, t('replaced.lead')),
    element('button', { type: 'button', class: 'primary large wide', onclick: take }, t('replaced.take')),
  );
}

/** @type {Record<import('../protocol/wire.js').RecordingView['picture'], string>} */
const WAS_RECORDED = { none: 'ended.was_recorded', taken: 'ended.was_recorded_picture', ended: 'ended.was_recorded_picture_until' };

/** @param {CallSnapshot} call @param {boolean} heldBack */
function recordingWords({ recording }, heldBack) {
  if (recording?.state === 'discarded') return t('recording.discarded');
  if (recording?.state === 'failed') return `${t('ended.recording_failed')} ${count('consent.retention', recording.retention_days)}`;
  const recorded = recording?.state === 'open' || recording?.state === 'stopped';
  return recorded ? `${t(heldBack ? 'ended.recorded_before' : WAS_RECORDED[recording.picture])} ${count('consent.retention', recording.retention_days)}` : t('ended.not_recorded');
}

/** @param {CallSnapshot} call @param {string} ownId */
function wasAsked({ recording }, ownId) {
  return Boolean(recording?.answers?.some((answer) => answer.participant_id === ownId));
}

/** @param {() => void} discard @param {AbortSignal} signal */
function discardButton(discard, signal) {
  const sure = async () => {
    const words = { title: t('ended.discard.title'), text: t('ended.discard.text'), yes: t('ended.discard'), no: t('ended.discard.no') };
    if (await ask(words, signal)) discard();
  };
  return element('button', { type: 'button', class: 'wide', onclick: sure }, t('ended.discard'));
}

/** @param {import('./icon.js').IconName} picture @param {string} words */
function fact(picture, words) {
  return element('li', {}, icon(picture), element('span', {}, words));
}
