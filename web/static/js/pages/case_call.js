/**
 * One call in the page of its case: the way in for the customer, the agent's own click, the talk, its end.
 */

import { inviteCustomer, renewLink } from '../protocol/desk_api.js';
import { openDevices, permissionStands } from '../rtc/devices.js';
import { measureLevel } from '../rtc/level_meter.js';
import { callPhase } from '../state/call_phase.js';
import { CallSession } from '../state/call_session.js';
import { linkStillLeadsIn } from '../state/invitation.js';
import { storageOrNone } from '../state/kept_call.js';
import { TextShelf } from '../state/text_shelf.js';
import { callStage, textStanding } from '../ui/call_stage.js';
import { customersConnection } from '../ui/connection_panel.js';
import { currentLocale, t } from '../ui/desk_words.js';
import { element, fill, leaveOnly, the } from '../ui/element.js';
import { invitationPanel, showProgress } from '../ui/invitation_panel.js';
import { loading } from '../ui/outcome_of_loading.js';
import { forgetWay, keepWay, keptWay } from '../ui/own_tab.js';
import { followSight } from '../ui/page_in_sight.js';
import { readyPanel } from '../ui/ready_panel.js';
import { remotePicture } from '../ui/remote_picture.js';
import { StageAhead } from '../ui/stage_ahead.js';
import { agentsWay } from './evidence_way.js';

/** @typedef {import('../protocol/desk.js').NewCall} NewCall */
/** @typedef {import('../protocol/socket.js').SignalingSocket} SignalingSocket */
/** @typedef {import('../state/call_view.js').CallView} CallView */
/** @typedef {import('../protocol/wire.js').CallSnapshot} CallSnapshot */

/** @param {string} reference @param {AbortSignal} signal @returns {Promise<NewCall>} */
export async function makeCall(reference, signal) {
  const made = await inviteCustomer(reference, signal);
  keepWay(made);
  return made;
}

/**
 * @param {string} callId
 * @param {object} page
 * @param {string} page.reference of the case
 * @param {string} page.name of the customer
 * @param {SignalingSocket} page.socket
 * @param {(text: string, kind?: 'news' | 'trouble') => void} page.say
 * @param {import('../ui/own_tab.js').Joined | null} page.back this agent was in it a moment ago: nothing is asked again
 * @param {(view: CallView) => void} page.moved told of every change
 * @param {() => void} page.filed another file came from it
 * @param {(call: CallSnapshot) => void} page.ended
 * @param {(how: import('../state/call_view.js').Gone) => void} page.gone it went on without this agent
 * @param {() => void} page.elsewhere another window has the place
 * @param {AbortSignal} page.signal
 */
export function callInPage(callId, { reference, name, socket, say, back, moved, filed, ended, gone, elsewhere, signal }) {
  const session = new CallSession({ socket, callId, shelf: new TextShelf(storageOrNone('sessionStorage'), callId), signal });
  const progress = element('p', { class: 'progress-line', role: 'status' });
  const renew = async () => {
    const made = await renewLink(callId, signal);
    keepWay(made);
    return made;
  };
  const ways = invitationPanel(keptWay(callId), name, { renew, signal });
  const connection = customersConnection(name);
  socket.on('connection_tested', (test) => connection.show(test, session.view), signal);
  const middle = element('div', { class: 'call-place' }, loading());
  const cancel = element('div', {}, element('button', { type: 'button', class: 'quiet', onclick: () => session.asks.hangUp() }, t('call.cancel')));
  const place = element('div', { class: 'in-call' }, progress, middle, connection.panel, ways.panel, cancel);
  const ready = prepare(session, back, signal);
  const remote = remotePicture(session, signal);
  followSight(session, signal);
  const ahead = new StageAhead((life) => callStage(session, { remote, signal: life, toast: say, evidence: agentsWay(reference), cause: connection.cause, chat: textStanding({ open: true }) }), (stage) => middle.append(stage), signal);

  let told = false;
  /** The question for consent is asked in the language of this page, whatever the account says. @param {CallView} view */
  const tellLanguage = ({ socket: line, self }) => {
    if (line !== 'online' || !self || self.language === currentLocale() || told) return;
    told = true;
    session.asks.setLanguage(currentLocale());
  };
  /** What stands in the middle, drawn once for each. */
  let drawn = '';
  let files = 0;
  /** @param {CallView} view */
  const show = (view) => {
    const phase = callPhase(view);
    tellLanguage(view);
    place.dataset.phase = phase;
    moved(view);
    connection.follow(view);
    if (view.evidence.files.length > files) filed();
    files = view.evidence.files.length;
    if (view.call) {
      showProgress(progress, view.call, view.own.ready);
      ways.show(view.call);
    }
    progress.hidden = phase === 'together' || phase === 'elsewhere' || phase === 'gone';
    ways.panel.hidden = !view.call || !linkStillLeadsIn(view.call) || phase === 'elsewhere' || phase === 'gone';
    cancel.hidden = phase !== 'preview' || ways.panel.hidden;
    if (phase === 'preview') ready.show(view, name);
    if (phase === 'preview' && view.talk === 'connected') ahead.prepare();
    const kind = phase === 'alone' || phase === 'together' ? 'stage' : phase;
    if (kind === drawn) return;
    drawn = kind;
    if (kind === 'preview') {
      fill(middle, ready.panel);
      ready.focus();
    }
    if (kind === 'elsewhere') elsewhere();
    if (kind === 'stage') {
      const held = middle.contains(document.activeElement);
      leaveOnly(middle, ahead.take(signal));
      if (held) the('.call', HTMLElement, middle).focus();
    }
    if (kind === 'gone' && view.gone) {
      forgetWay(callId);
      gone(view.gone);
    }
    if (kind === 'over' && view.call) {
      forgetWay(callId);
      if (view.heldToTheEnd) say(t('ended.recorded_before'));
      ended(view.call);
    }
  };
  session.onChange(show, signal);
  addEventListener('beforeunload', (event) => callPhase(session.view) === 'together' && event.preventDefault(), { signal });
  socket.reconnect(); // a new welcome brings servers and credentials for this call, not those of the morning
  return place;
}

/**
 * Camera and microphone are opened for the agent's own eyes; whoever comes back is in the call again with them.
 *
 * @param {CallSession} session
 * @param {import('../ui/own_tab.js').Joined | null} back
 * @param {AbortSignal} signal
 */
function prepare(session, back, signal) {
  const open = async () => session.useDevices(await openDevices({ signal }));
  const begin = async () => {
    if (back) {
      session.setMicrophone(back.microphone);
      session.setCamera(back.camera);
    }
    const comesBack = back !== null && (await permissionStands());
    await open();
    if (comesBack && !signal.aborted) session.ready();
  };
  const ready = readyPanel({ join: () => session.ready(), camera: (on) => session.setCamera(on), retry: open });
  let measuring = new AbortController();
  /** @type {MediaStream | null} */
  let measured = null;
  session.onChange(({ own }) => {
    const wanted = own.ready ? null : own.preview;
    if (wanted === measured) return;
    measuring.abort();
    measuring = new AbortController();
    measured = wanted;
    measureLevel(wanted, ready.level, AbortSignal.any([signal, measuring.signal]));
  }, signal);
  void begin();
  return ready;
}
