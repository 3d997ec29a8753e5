/**
 * What an agent's page does while an offer rings: sound, title, notification, dialog, countdown; and what comes of it.
 */

import { readTicket } from '../protocol/webhooks_api.js';
import * as ringing from '../state/ringing.js';
import { flashTitle, notify } from '../ui/attention.js';
import { t } from '../ui/desk_words.js';
import { openRinging, ringingDialog, showTicket, updateRinging } from '../ui/ringing_dialog.js';
import { ring } from '../ui/ringtone.js';

/** @typedef {import('../protocol/socket.js').SignalingSocket} SignalingSocket */
/** @typedef {import('../protocol/wire.js').Offer} Offer */
/** @typedef {import('../protocol/wire.js').OfferClosed} OfferClosed */

const TICK_MS = 200;
/** What closed lately is told right after the welcome. */
const TOLD_MS = 2000;

/**
 * @param {SignalingSocket} socket
 * @param {object} page
 * @param {(text: string) => void} page.say short news
 * @param {(call: {case_reference: string, call_id: string}) => void} page.accepted in this very tab
 * @param {AbortSignal} page.signal
 */
export function ringOn(socket, { say, accepted, signal }) {
  const dialog = ringingDialog();
  document.body.append(dialog);
  /** @type {import('../state/ringing.js').Ringing | null} */
  let now = null;
  /** Ends sound, title and notification of the offer that rings. */
  let loud = new AbortController();
  /** @type {number | null} the message that an error may answer */
  let sent = null;
  /** @type {OfferClosed | null} accepted by this agent, and not yet known in which tab */
  let closedAsAccepted = null;
  /** @type {{offerId: string, name: string} | null} the last one this tab answered too late */
  let refused = null;

  /** @param {'accept' | 'decline'} type */
  const reply = (type) => {
    if (!now || now.answered) return;
    sent = socket.send({ type, offer_id: now.offer.offer_id });
    if (sent === null) return say(t('desk.offline'));
    now = ringing.answer(now, type);
    loud.abort();
    tick();
  };
  const tick = () => {
    if (!now) return;
    updateRinging(dialog, now, performance.now());
    if (!dialog.open) dialog.showModal(); // a second Escape closes any dialog, and this one still rings
  };
  const stop = () => {
    loud.abort();
    now = null;
    dialog.close();
  };

  /** @param {Offer} offer */
  const begin = (offer) => {
    if (now?.offer.offer_id === offer.offer_id) return; // told again after a reconnect
    loud.abort();
    loud = new AbortController();
    const lasting = AbortSignal.any([loud.signal, signal]);
    now = ringing.rings(offer, performance.now());
    const names = { name: offer.customer_name, reference: offer.case.reference, seconds: ringing.secondsLeft(now, performance.now()) };
    const spoken = [t('ring.announce', names), offer.interrupted && t('ring.interrupted')].filter(Boolean).join(' ');
    openRinging(dialog, now, { accept: () => reply('accept'), decline: () => reply('decline'), silence: () => loud.abort(), spoken });
    void readTicket(offer.case.reference, signal).then(({ url }) => url && now?.offer === offer && showTicket(dialog, url), () => {}); // it rings without it
    ring(lasting);
    flashTitle(t('ring.tab', names), lasting);
    notify(t('ring.title', names), { body: `${offer.case.reference} · ${offer.case.title}`, tag: offer.offer_id }, lasting);
    tick();
  };

  /** @param {OfferClosed} closed */
  const end = (closed) => {
    const name = now?.offer.customer_name ?? refused?.name ?? '';
    const about = ringing.closes(now, closed);
    if (about === 'over' || about === 'elsewhere' || about === 'mine') stop(); // first: what is said behind an open dialog is not heard
    if (about === 'over') say(t(`ring.closed.${closed.outcome}`, { name }));
    const lost = about === 'other' && refused?.offerId === closed.offer_id && closed.outcome === 'accepted';
    if (about === 'elsewhere' || lost) say(t('ring.closed.elsewhere', { name, reference: closed.case_reference }));
    if (about === 'waits') closedAsAccepted = closed;
    if (about === 'mine') accepted(closed);
  };

  /** This tab's own answer came too late: what became of the offer has been said, or is said next. */
  const tooLate = () => {
    if (!now) return;
    const { offer_id: offerId, customer_name: name } = now.offer;
    stop();
    refused = { offerId, name };
    if (closedAsAccepted?.offer_id === offerId) end(closedAsAccepted);
  };

  socket.on('offer', begin, signal);
  socket.on('welcome', () => {
    now = ringing.lineBack(now);
    if (now) setTimeout(() => now && performance.now() > now.endsAt && stop(), TOLD_MS); // it closed long ago
  }, signal);
  socket.on('offer_closed', end, signal);
  socket.on('offer_taken', (taken) => {
    stop();
    accepted(taken);
  }, signal);
  socket.on('error', ({ code, reply_to: answered }) => {
    if (sent === null || answered !== sent) return;
    if (code === 'offer_gone') tooLate();
    else now = ringing.refused(now);
  }, signal);
  const timer = setInterval(tick, TICK_MS);
  signal.addEventListener('abort', () => clearInterval(timer));
}
