/**
 * The call as both people see it: pictures, status, controls, text, and the question for consent. Shows the session's
 * view and hands presses back to it; knows neither socket nor connection.
 */

import { measureLevel } from '../rtc/level_meter.js';
import { mayWish } from '../state/call_back.js';
import { answersNotice } from '../state/call_notice.js';
import { endsWithConsent } from '../state/recording_rule.js';
import { isLost, TroubleWatch } from '../state/sound_ladder.js';
import { callControls } from './call_controls.js';
import { callMoments } from './call_moments.js';
import { callPictures } from './call_pictures.js';
import { callStatus } from './call_status.js';
import { changeDevices } from './change_devices.js';
import { chatPanel } from './chat.js';
import { consentDialog } from './consent_dialog.js';
import { element } from './element.js';
import { wordsForCode } from './error_words.js';
import { evidenceOnStage } from './evidence_on_stage.js';
import { ask } from './question.js';
import { stayAwake } from './stay_awake.js';
import { textInstead } from './text_instead.js';
import { viewTools } from './view_tools.js';
import { clockTime, t } from './words.js';
import { askHowToWithdraw, askWhetherToDelete } from './withdraw_dialog.js';

/** @typedef {import('../state/call_session.js').CallSession} CallSession */
/** @typedef {import('../state/call_view.js').CallView} CallView */

const SPEAKING = 0.35;
const SPEAKING_SHOWN_MS = 2500;

/**
 * The stage, which fills the place it is put into (give that a height) and is up to date until `signal`. It may be made before
 * the own click, in no document yet. The words must be loaded.
 *
 * @param {CallSession} session
 * @param {object} options
 * @param {AbortSignal} options.signal
 * @param {(text: string, kind?: 'news' | 'trouble') => void} [options.toast] where refusals are shown
 * @param {() => void} [options.wish] a customer may rather be called back while the agent is lost
 * @param {HTMLVideoElement} options.remote the other person's picture, which plays already
 * @param {import('./evidence_on_stage.js').EvidenceWay} [options.evidence] photos and documents go this way; without it there are none
 * @param {HTMLElement} [options.cause] what keeps the line from coming about, as far as it is known
 * @param {ReturnType<typeof textStanding>} [options.chat] a stage that is drawn again goes on with it
 */
export function callStage(session, { remote, signal, toast = () => {}, wish, evidence, cause, chat = textStanding({ open: false }) }) {
  stayAwake(signal);
  const pictures = callPictures(remote, signal, () => session.sawPicture());
  const status = callStatus();
  const tools = viewTools(remote, () => stage, signal);
  const moments = callMoments(session, remote, signal);
  status.news.append(...(cause ? [cause] : []), ...moments.news);
  const rather = wish && element('button', { type: 'button', class: 'call-rather', hidden: true, onclick: wish }, t('callback.offer'));
  if (rather) status.news.append(rather);
  const heard = { speaking: false };
  const text = chatPanel({ say: (words) => session.say(words), type: (words) => session.typing(words), draft: session.draft, keep: (words) => session.keepDraft(words), close: () => setChat(false) });
  const instead = textInstead(wish);
  const trouble = new TroubleWatch();
  text.panel.querySelector('header')?.append(instead.place);
  const consent = consentDialog({ answer: (yes) => session.asks.answerConsent(yes), gone: () => controls.focusOn('chat') });
  const controls = callControls({
    microphone: () => session.setMicrophone(!session.view.own.microphone),
    camera: () => session.setCamera(!session.view.own.camera),
    screen: () => void showScreen(session, toast),
    chat: () => setChat(!chat.open),
    devices: () => void changeDevices(session, pictures.remote, toast, signal),
    ask: () => session.asks.requestRecording(),
    pause: () => session.asks.pauseRecording(),
    resume: () => session.asks.resumeRecording(),
    stop: () => void withdraw((until) => askHowToWithdraw(until, { ends: endsWithConsent(session.view.call), picture: session.view.call?.recording?.picture === 'taken' }), 'recording.withdraw'),
    take_back: () => session.asks.withdraw({ discard: false, control: 'recording.take_back' }),
    delete: () => void withdraw(askWhetherToDelete, 'recording.delete'),
    hangup: () => void hangUp(session, signal),
  });
  const stage = element(
    'section',
    { class: 'call', 'aria-label': t('call.region'), tabindex: -1 },
    element(
      'div',
      { class: 'call-grid' },
      element('div', { class: 'call-pictures' }, ...pictures.pictures, ...moments.over, status.top, element('div', { class: 'call-below' }, tools.said, status.below, tools.bar), consent.dialog),
      controls.bar,
      text.panel,
    ),
  );

  const over = /** @type {HTMLElement} */ (stage.querySelector('.call-pictures'));
  const hooks = { pictures: over, remote, news: status.news, bar: controls.bar, text: text.panel, focusBack: () => controls.focusOn('chat'), signal };
  const showEvidence = evidence ? evidenceOnStage(session, evidence, hooks) : () => {};

  /** @param {boolean} open */
  const setChat = (open) => {
    chat.open = open;
    if (open) chat.unread = 0;
    show(session.view);
    if (open) text.focus();
    else controls.focusOn('chat');
  };

  /** @param {(signal: AbortSignal) => Promise<import('./withdraw_dialog.js').Withdrawal>} question @param {string} control */
  const withdraw = async (question, control) => {
    const choice = await question(signal);
    if (choice === 'picture') return session.asks.withdrawPicture(`${control}.picture`);
    if (choice !== 'cancel' && session.view.mayWithdraw) session.asks.withdraw({ discard: choice === 'discard', control: `${control}.${choice}` });
  };

  let refusal = session.view.refusal;
  /** @param {CallView} view */
  const show = (view) => {
    const others = view.chat.filter((line) => line.participantId !== view.self?.id).length;
    if (trouble.begins(view.ladder)) chat.open = true;
    if (!chat.open) chat.unread += Math.max(0, others - chat.seen);
    chat.seen = others;
    text.panel.hidden = !chat.open;
    pictures.show(view);
    status.show(view, heard);
    tools.show(view);
    if (rather) rather.hidden = !mayWish(view.call, { soundLost: isLost(view.ladder) });
    controls.show(view, chat);
    text.show(view);
    status.news.toggleAttribute('data-said', instead.show(view) && chat.open);
    showEvidence(view);
    consent.show(view.question);
    consent.remind(timeToAnswer(view));
    if (view.refusal && view.refusal !== refusal) toast(wordsForCode(view.refusal.code), 'trouble');
    refusal = view.refusal;
  };

  watchSpeaking(session, heard, () => show(session.view), signal);
  const tick = () => {
    status.tick(session.view);
    consent.remind(timeToAnswer(session.view));
  };
  const clock = setInterval(tick, 1000);
  signal.addEventListener(
    'abort',
    () => {
      clearInterval(clock);
      stage.remove();
    },
    { once: true },
  );
  // Whoever cannot be heard writes: the text opens for them with their click, which after a reload comes late.
  const clicked = new AbortController();
  const openForWriter = (/** @type {CallView} */ { own }) => {
    if (!own.ready) return;
    clicked.abort();
    chat.open ||= !own.hasMicrophone;
    controls.settle();
    text.tell(); // what was begun before is read along again
  };
  session.onChange(openForWriter, AbortSignal.any([clicked.signal, signal]));
  session.onChange(show, signal);
  return stage;
}

/** How the text beside the pictures stands, and how many lines of the other one came while it was closed. @param {{open: boolean}} how from the beginning */
export function textStanding({ open }) {
  return { open, unread: 0, seen: 0 };
}

/**
 * Whoever is muted and speaks is told; nobody else is measured. Follows the microphone from device to device.
 *
 * @param {CallSession} session
 * @param {{speaking: boolean}} heard
 * @param {() => void} changed
 * @param {AbortSignal} signal
 */
function watchSpeaking(session, heard, changed, signal) {
  let measuring = new AbortController();
  let until = 0;
  /** @type {MediaStream | null} */
  let measured = null;
  const listener = (/** @type {number} */ level) => {
    if (level > SPEAKING) until = performance.now() + SPEAKING_SHOWN_MS;
    const speaking = performance.now() < until;
    if (speaking === heard.speaking) return;
    heard.speaking = speaking;
    changed();
  };
  session.onChange(({ own }) => {
    const muted = own.ready && !own.microphone ? own.preview : null;
    if (muted === measured) return;
    measuring.abort();
    measuring = new AbortController();
    measured = muted;
    heard.speaking = false;
    until = 0;
    measureLevel(measured, listener, AbortSignal.any([signal, measuring.signal]));
  }, signal);
}

/** Under the question itself, which may lie over the banner. @param {CallView} view */
function timeToAnswer(view) {
  const notice = answersNotice(view, Date.now() + view.clockOffsetMs);
  return notice?.leftMs === undefined ? null : t(notice.key, { time: clockTime(notice.leftMs / 1000) });
}

/** @param {CallSession} session @param {(text: string, kind?: 'news' | 'trouble') => void} toast */
async function showScreen(session, toast) {
  if (session.view.own.screen) return session.hideScreen();
  if ((await session.showScreen()) === 'not_allowed') toast(t('call.screen.failed'), 'trouble');
}

/** @param {CallSession} session @param {AbortSignal} signal */
async function hangUp(session, signal) {
  const words = { title: t('call.hangup.title'), text: t('call.hangup.text'), yes: t('call.hangup.yes'), no: t('call.hangup.no') };
  if (await ask(words, signal)) session.asks.hangUp();
}
