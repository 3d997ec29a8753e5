/**
 * Photos and documents in the call: the agent's wish and what became of it, the customer's dialog, and what both see filed.
 * Hangs itself on the stage; the stage knows only `show`.
 */

import { isOpen, openRequest } from '../state/evidence_view.js';
import { element, fill } from './element.js';
import { evidenceDialog } from './evidence_dialog.js';
import { evidenceStrip } from './evidence_strip.js';
import { icon } from './icons.js';
import { turnCamera } from './turn_camera.js';
import { t } from './words.js';

/** @typedef {import('../state/call_session.js').CallSession} CallSession */
/** @typedef {import('../state/call_view.js').CallView} CallView */
/** @typedef {import('../protocol/wire.js').EvidenceFile} EvidenceFile */
/**
 * How a page reaches files: `sending` for those who send (customers), `url` of a file or of its small picture.
 *
 * @typedef {object} EvidenceWay
 * @property {import('../state/evidence_sending.js').EvidenceSending | null} sending
 * @property {(file: EvidenceFile, what: 'file' | 'preview') => Promise<string>} url
 * @property {(stream: MediaStream | null) => Promise<Blob | null>} still
 */

const TOLD_MS = 12_000;
const TALKS = new Set(['connecting', 'active', 'interrupted']);

/**
 * @param {CallSession} session
 * @param {EvidenceWay} way
 * @param {object} stage
 * @param {HTMLElement} stage.pictures where the dialog lies
 * @param {HTMLVideoElement} stage.remote
 * @param {HTMLElement} stage.news
 * @param {HTMLElement} stage.bar
 * @param {HTMLElement} stage.text the panel beside the call
 * @param {() => void} stage.focusBack
 * @param {AbortSignal} stage.signal
 * @returns {(view: CallView) => void}
 */
export function evidenceOnStage(session, way, { pictures, remote, news, bar, text, focusBack, signal }) {
  const strip = evidenceStrip({ url: way.url, signal });
  text.querySelector('header')?.after(strip.strip);
  const shown = [strip.show];
  if (way.sending) shown.push(customersPart(session, way.sending, { pictures, remote, text, focusBack, still: way.still, signal }));
  else shown.push(agentsPart(session, { remote, news, bar }));
  return (view) => shown.forEach((show) => show(view));
}

/**
 * @param {CallSession} session
 * @param {NonNullable<EvidenceWay['sending']>} sending
 * @param {{pictures: HTMLElement, remote: HTMLVideoElement, text: HTMLElement, focusBack: () => void, still: EvidenceWay['still'], signal: AbortSignal}} place
 */
function customersPart(session, sending, { pictures, remote, text, focusBack, still, signal }) {
  const turn = turnCamera(session, signal, 'evidence-turn');
  turn.append(element('span', {}, t('call.turn')));
  const dialog = evidenceDialog(sending, { still: () => still(session.view.own.preview), turn, gone: focusBack });
  sending.onChange(() => dialog.show(session.view, sending.view), signal);
  pictures.append(dialog.dialog);
  const attach = element('button', { type: 'button', class: 'chat-attach', title: t('evidence.send'), onclick: () => sending.begin() }, icon('attach'), element('span', { class: 'visually-hidden' }, t('evidence.send')));
  text.querySelector('form')?.prepend(attach);
  return (/** @type {CallView} */ view) => {
    remote.toggleAttribute('data-whole', view.back);
    sending.asked(view.ended ? null : openRequest(view.evidence));
    dialog.show(view, sending.view);
  };
}

/** @param {CallSession} session @param {{remote: HTMLVideoElement, news: HTMLElement, bar: HTMLElement}} place */
function agentsPart(session, { remote, news, bar }) {
  /** Chosen by hand; null: whole while something is shown. @type {boolean | null} */
  let chosen = null;
  let back = false;
  let asked = '';
  let toldAt = 0;
  const open = () => openRequest(session.view.evidence) !== null;
  const wish = control('label', () => (open() ? session.asks.cancelEvidence() : session.asks.requestEvidence('label')));
  const fit = control('whole', () => {
    chosen = !remote.hasAttribute('data-whole');
    show(session.view);
  });
  bar.lastElementChild?.before(wish, fit);
  const notice = element('p', { class: 'call-banner evidence-notice', role: 'status', hidden: true });
  news.append(notice);

  /** @param {CallView} view */
  const show = (view) => {
    const { request } = view.evidence;
    const name = view.other?.name ?? '';
    const state = request ? `${request.id} ${request.state}` : '';
    if ((request && request.id !== asked.split(' ')[0]) || view.back !== back) chosen = null;
    back = view.back;
    if (state !== asked) {
      asked = state;
      toldAt = performance.now();
      if (request) setTimeout(() => show(session.view), TOLD_MS + 50);
      notice.textContent = request && request.state !== 'withdrawn' ? t(`evidence.${request.state}`, { name, file: view.evidence.files.at(-1)?.name ?? '' }) : '';
    }
    const asking = request !== null && isOpen(request);
    notice.hidden = notice.textContent === '' || (!asking && performance.now() - toldAt > TOLD_MS);
    const whole = chosen ?? (asking || back);
    remote.toggleAttribute('data-whole', whole);
    wish.hidden = !view.other || !TALKS.has(view.call?.state ?? '');
    fit.hidden = !view.other;
    word(wish, 'label', t(asking ? 'evidence.ask.stop' : 'evidence.ask'));
    wish.setAttribute('aria-pressed', String(asking));
    word(fit, 'whole', t('evidence.whole'));
    fit.setAttribute('aria-pressed', String(whole));
  };
  return show;
}

/** @param {string} name @param {() => void} onclick */
function control(name, onclick) {
  return element('button', { type: 'button', class: 'call-control', 'data-control': name, onclick });
}

/** @param {HTMLButtonElement} button @param {import('./icons.js').IconName} picture @param {string} words */
function word(button, picture, words) {
  if (button.title === words) return;
  button.title = words;
  fill(button, icon(picture), element('span', {}, words));
}
