/**
 * The lobby: how one will be seen and heard, before anybody does. Its big button is this person's own click.
 */

import { agentOf, comesBack } from '../state/customer_screen.js';
import { joinKind } from '../state/device_trouble.js';
import { isRequired, ruleOf } from '../state/recording_rule.js';
import { callBackOffer } from './call_back_offer.js';
import { connectionCheck } from './connection_check.js';
import { deviceChoice } from './device_choice.js';
import { deviceHelp } from './device_help.js';
import { element } from './element.js';
import { icon } from './icon.js';
import { inAppWayOut } from './in_app_advice.js';
import { levelBar } from './level_bar.js';
import { lineNotice } from './line_notice.js';
import { otherDeviceButton } from './other_device.js';
import { isPhone, phoneHint } from './phone.js';
import { selfView } from './self_view.js';
import { turnCamera } from './turn_camera.js';
import { t } from './words.js';

/** @typedef {import('../state/call_session.js').CallSession} CallSession */
/** @typedef {import('../state/call_view.js').CallView} CallView */
/** @typedef {import('../pages/own_devices.js').OwnDevices} OwnDevices */
/** @typedef {import('../protocol/wire.js').CallSnapshot} CallSnapshot */

/** Whoever does not answer the browser's question by then is offered the way around it. */
const UNANSWERED_MS = 3000;

/**
 * @param {object} about
 * @param {CallSession} about.session
 * @param {OwnDevices} about.devices
 * @param {import('../state/connection_check.js').ConnectionCheck} about.check
 * @param {{call: CallSnapshot | null, ownId: string}} about.known before the session has heard anything
 * @param {{heard: boolean}} about.memory
 * @param {(stream: MediaStream | null, listener: (level: number) => void, signal: AbortSignal) => void} about.measure
 * @param {() => void} about.join
 * @param {() => void} about.wish rather be called back
 * @param {boolean} about.inApp the page seems to be inside another app
 * @param {() => void} about.moveOn to another device
 * @param {AbortSignal} about.signal
 */
export function lobby({ session, devices, check, known, memory, measure, join, wish, inApp, moveOn, signal }) {
  const own = selfView();
  const level = levelBar(memory);
  const help = deviceHelp(() => void devices.open());
  const choice = deviceChoice((kind, id) => void devices.choose(kind, id));
  const line = lineNotice();
  const camera = switchButton('camera', (on) => session.setCamera(on));
  const microphone = switchButton('microphone', (on) => session.setMicrophone(on));
  const agent = element('p', { class: 'agent-here', role: 'status' });
  const offer = callBackOffer(wish);
  const lack = element('p', { role: 'status' });
  const words = element('span', {});
  const note = element('p', { class: 'small soft center', id: 'join-note' });
  const button = element('button', { type: 'button', class: 'primary large wide', 'aria-describedby': 'join-note', onclick: join }, words);
  const without = element('button', { type: 'button', class: 'quiet wide', onclick: join }, t('lobby.join.text'));
  const recorded = element('span', {});
  const promise = element('p', { class: 'promise' }, icon('lock'), recorded);
  const required = element('p', { class: 'notice', hidden: true });
  const measured = measuring(measure, level.show, signal);

  const update = () => {
    const { view } = session;
    const waiting = devices.asking && !view.own.hasCamera && !view.own.hasMicrophone;
    own.update(view.own, waiting ? t('lobby.asking') : lackWords(view.own));
    say(lack, !waiting && view.own.hasCamera && !view.own.hasMicrophone ? t('lobby.no_microphone') : '');
    help.update(view.own.refused, devices.asking);
    choice.update(devices.lists, devices.choice, view.own.preview);
    camera.update(view.own.hasCamera, view.own.camera);
    microphone.update(view.own.hasMicrophone, view.own.microphone);
    level.view.hidden = !view.own.hasMicrophone;
    measured(view.own.preview);
    line.update(view);
    tellJoin({ button, words, note }, view, { waiting, back: back(view, known) });
    without.hidden = !waiting || !unanswered;
    const call = view.call ?? known.call;
    agent.classList.toggle('here', Boolean(call && agentOf(call)?.page_id));
    say(agent, agentWords(call));
    offer.update(call);
    promise.hidden = isRequired(ruleOf(call));
    required.hidden = !promise.hidden;
    say(promise.hidden ? required : recorded, recordingWords(ruleOf(call)));
  };
  let unanswered = false;
  const timer = setTimeout(() => {
    unanswered = true;
    update();
  }, UNANSWERED_MS);
  signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  session.onChange(update, signal);
  devices.onChange(update, signal);
  const title = back(session.view, known) ? t('lobby.back') : t('lobby.title');
  return element(
    'div',
    { class: 'lobby' },
    element('div', { class: 'lobby-words' }, element('h1', {}, title), element('p', { class: 'lead' }, t('lobby.lead')), required),
    inApp && inAppWayOut(moveOn),
    offer.nobody,
    element('div', { class: 'lobby-mirror' }, own.view, element('div', { class: 'switches' }, microphone.view, camera.view, turnCamera(session, signal, 'round'))),
    element(
      'div',
      { class: 'lobby-side' },
      line.view,
      help.view,
      agent,
      level.view,
      lack,
      choice.view,
      isPhone() && phoneHint(),
      connectionCheck(check, signal),
      !inApp && otherDeviceButton(moveOn),
      promise,
      element('div', { class: 'lobby-join' }, button, note, without),
      offer.quiet,
    ),
  );
}

/** @param {import('../protocol/wire.js').RecordingWhen} when */
function recordingWords(when) {
  return t(when === 'on_request' ? 'lobby.recording' : `welcome.fact.recording.${when}`);
}

/** @param {CallView} view @param {{call: CallSnapshot | null, ownId: string}} known */
function back(view, { call, ownId }) {
  const now = view.call ?? call;
  return now !== null && comesBack(now, ownId);
}

/**
 * @param {{button: HTMLButtonElement, words: HTMLElement, note: HTMLElement}} place
 * @param {CallView} view
 * @param {{waiting: boolean, back: boolean}} how
 */
function tellJoin({ button, words, note }, { own }, { waiting, back: returning }) {
  const kind = joinKind({ microphone: own.hasMicrophone && own.microphone, camera: own.hasCamera && own.camera });
  const nothing = !own.hasCamera && !own.hasMicrophone;
  button.disabled = waiting;
  if (returning) say(words, t('lobby.join.back'));
  else if (nothing && !waiting) say(words, t('lobby.join.text'));
  else say(words, t(kind === 'sound' ? 'lobby.join.sound' : 'lobby.join'));
  say(note, waiting ? '' : t(NOTES[kind]));
}

const NOTES = { both: 'lobby.join.note', sound: 'lobby.join.note.sound', picture: 'lobby.join.note.picture', text: 'lobby.join.note.text' };

/** What stands where the picture would be. @param {CallView['own']} own */
function lackWords({ hasCamera, hasMicrophone }) {
  if (hasCamera) return t('lobby.camera.off');
  return t(hasMicrophone ? 'lobby.no_camera' : 'lobby.text_only');
}

/** @param {CallSnapshot | null} call */
function agentWords(call) {
  const agent = call && agentOf(call);
  if (!agent) return '';
  return t(agent.page_id ? 'lobby.agent.here' : 'lobby.agent.soon', { agent: agent.name });
}

/** Written only when it differs: those who hear the page are told once. @param {HTMLElement} place @param {string} text */
function say(place, text) {
  if (place.textContent !== text) place.textContent = text;
}

/** @param {'camera' | 'microphone'} kind @param {(on: boolean) => void} set */
function switchButton(kind, set) {
  let on = true;
  const view = element('button', { type: 'button', class: 'round', onclick: () => set(!on) });
  /** @param {boolean} present @param {boolean} now */
  const update = (present, now) => {
    on = now;
    const name = t(`lobby.${kind}.${now ? 'turn_off' : 'turn_on'}`);
    view.hidden = !present;
    if (view.getAttribute('aria-label') === name) return;
    view.setAttribute('aria-label', name);
    view.title = name;
    view.classList.toggle('off', !now);
    view.replaceChildren(icon(now ? kind : `${kind}-off`));
  };
  return { view, update };
}

/**
 * Measures one microphone at a time.
 *
 * @param {(stream: MediaStream | null, listener: (level: number) => void, signal: AbortSignal) => void} measure
 * @param {(level: number) => void} show
 * @param {AbortSignal} signal
 */
function measuring(measure, show, signal) {
  /** @type {MediaStream | null} */
  let measured = null;
  let measuring = new AbortController();
  signal.addEventListener('abort', () => measuring.abort(), { once: true });
  return (/** @type {MediaStream | null} */ stream) => {
    if (stream === measured || signal.aborted) return;
    measured = stream;
    measuring.abort();
    measuring = new AbortController();
    measure(stream, show, measuring.signal);
  };
}
