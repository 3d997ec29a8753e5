/** `/j/{call_id}#{secret}` and `/j`: the customer's way from the link to the lobby. What comes then is in join_call.js. */

import { backoffMs } from '../protocol/backoff.js';
import { joinByCode, joinByLink, preview } from '../protocol/join_api.js';
import { prepareCertificate } from '../rtc/certificate.js';
import { prepareCopies } from '../rtc/voice_copies.js';
import { appAround } from '../state/in_app.js';
import { readAddress } from '../state/join_address.js';
import { KeptCall, storageOrNone } from '../state/kept_call.js';
import { firstKnown } from '../state/readers_language.js';
import { codeForm } from '../ui/code_form.js';
import { CustomerFrame } from '../ui/customer_frame.js';
import { wordsForError } from '../ui/error_words.js';
import { enteredElsewhere, unreachable } from '../ui/no_way_in.js';
import { welcome } from '../ui/welcome.js';
import { currentLocale, handChosen, loadWords, LOCALES, t } from '../ui/words.js';
import { showEnded, showGone, showShownOut } from './call_ends.js';
import { openCall } from './join_call.js';
import { rateLater } from './rate_later.js';

/** @typedef {import('../protocol/join_api.js').Joined} Joined */
/** @typedef {import('./join_call.js').Entry} Entry */

const RETRY_MS = 5000;

const page = new AbortController();
const { signal } = page;
addEventListener('pagehide', (event) => event.persisted || page.abort());
addEventListener('pageshow', (event) => event.persisted && location.reload()); // its lines are cut: as good as a reload
/** Where camera and microphone may well stay shut. */
const inApp = appAround(navigator.userAgent) !== null || !navigator.mediaDevices?.getUserMedia;
void prepareCertificate();
prepareCopies();
const kept = new KeptCall(storageOrNone('sessionStorage'), storageOrNone('localStorage'));

try {
  document.documentElement.lang = firstKnown(LOCALES, navigator.languages) ?? 'en';
  await wordsAtLast();
  document.dispatchEvent(new Event('reassure:started'));
  await begin();
} catch (error) {
  document.dispatchEvent(new Event('reassure:failed'));
  throw error;
}

/** On a bad line the words come late; until then the gate's own words stand there. */
async function wordsAtLast() {
  for (let attempt = 1; ; attempt++) {
    try {
      return await loadWords(signal);
    } catch (error) {
      signal.throwIfAborted();
      if (codeOf(error) === 'not_found') throw error;
      await new Promise((resolve) => setTimeout(resolve, backoffMs(attempt)));
    }
  }
}

async function begin() {
  const frame = new CustomerFrame(signal);
  const address = readAddress(location);
  if (!address) return askForCode(frame);
  const { callId } = address;
  const before = kept.of(callId);
  if (before.ended && before.participantId) return showEnded(frame, before.ended, { ownId: before.participantId, heldBack: before.heldBack, discard: null, receipt: async () => before.receipt ?? null, rate: rateLater(kept, callId, signal) });
  const secret = address.secret ?? before.secret ?? null;
  if (before.out && secret === (before.secret ?? null)) return showShownOut(frame, before.out);
  if (secret) return await byLink(frame, callId, secret);
  const { token, participantId } = before;
  if (!token || !participantId) return kept.hasEntered(callId) ? showEnteredElsewhere(frame) : showGone(frame, { entered: false });
  enterCall(frame, { token, participantId, callId, call: null }, null);
}

/** @param {CustomerFrame} frame */
function showEnteredElsewhere(frame) {
  frame.show('link', () => ({ title: t('link.entered'), content: enteredElsewhere() }));
}

/** @param {CustomerFrame} frame */
function askForCode(frame) {
  const typed = { code: '', check: '' };
  const enter = async (/** @type {string} */ code, /** @type {string} */ check) => {
    try {
      enterCall(frame, entryOf(await joinByCode(code, check, signal)), null);
      return null;
    } catch (error) {
      return codeOf(error) === 'link_not_valid' ? t('code.refused') : wordsForError(error);
    }
  };
  frame.show('code', (drawn) => ({ title: t('code.title'), content: codeForm({ enter, typed, signal: drawn }) }));
}

/** @param {CustomerFrame} frame @param {string} callId @param {string} secret */
async function byLink(frame, callId, secret) {
  try {
    if (kept.hasEntered(callId)) return enterCall(frame, entryOf(await joinByLink(callId, secret, signal)), secret);
    const shown = await preview(callId, secret, signal);
    await inTheirLanguage(shown.language);
    showWelcome(frame, shown, { callId, secret });
  } catch (error) {
    if (signal.aborted) return;
    if (codeOf(error) === 'link_not_valid') showGone(frame, { entered: kept.hasEntered(callId) });
    else showUnreachable(frame, error, () => byLink(frame, callId, secret));
  }
}

/** @param {CustomerFrame} frame @param {import('../protocol/join_api.js').Preview} shown @param {{callId: string, secret: string}} link */
function showWelcome(frame, shown, { callId, secret }) {
  const enter = async (/** @type {{wish: boolean}} */ { wish }) => {
    try {
      enterCall(frame, entryOf(await joinByLink(callId, secret, signal)), secret, { wish });
      return null;
    } catch (error) {
      return wordsForError(error);
    }
  };
  frame.show('welcome', (drawn) => ({ title: t('welcome.page'), content: welcome(shown, { enter, inApp, signal: drawn }) }));
}

/** @param {CustomerFrame} frame @param {Entry} entry @param {string | null} secret @param {{wish: boolean}} [how] `wish`: to the form for a call-back */
function enterCall(frame, entry, secret, { wish } = { wish: false }) {
  const { callId, participantId, token } = entry;
  kept.keep(callId, { participantId, out: undefined, ...(secret ? { secret } : { token }) });
  kept.enter(callId);
  history.replaceState(null, '', `/j/${callId}`);
  const renew = async () => (secret ? entryOf(await joinByLink(callId, secret, signal)) : { ...entry, call: null });
  openCall({ frame, kept, entry, renew, reloaded: loadedAgain(), wish, inApp, signal });
}

/** @param {Joined} joined @returns {Entry} */
function entryOf({ token, participant_id: participantId, call }) {
  return { token, participantId, callId: call.id, call };
}

function loadedAgain() {
  const [navigation] = performance.getEntriesByType('navigation');
  return navigation instanceof PerformanceNavigationTiming && navigation.type === 'reload';
}

/** Tries again by itself: every few seconds, and at once when the network is back. @param {CustomerFrame} frame @param {unknown} error @param {() => void} again */
function showUnreachable(frame, error, again) {
  const waiting = new AbortController();
  const retry = () => {
    if (waiting.signal.aborted) return;
    waiting.abort();
    again();
  };
  const timer = setTimeout(retry, RETRY_MS);
  waiting.signal.addEventListener('abort', () => clearTimeout(timer));
  addEventListener('online', retry, { signal: waiting.signal });
  frame.show('unreachable', () => ({ title: t('link.unreachable'), content: unreachable(wordsForError(error), retry) }));
}

/** Nothing the browser wishes for is known here: the language the case is kept in is a better guess than English. @param {string} language */
async function inTheirLanguage(language) {
  if (handChosen() || firstKnown(LOCALES, navigator.languages)) return;
  const found = firstKnown(LOCALES, [language]);
  if (!found || found === currentLocale()) return;
  document.documentElement.lang = found;
  await loadWords(signal);
}

/** @param {unknown} error */
function codeOf(error) {
  return /** @type {{code?: string}} */ (error).code;
}
