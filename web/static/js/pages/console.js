/**
 * The console: `/agent` and `/agent/cases/{reference}` are views of one page. The line to the server, the ringing, and the
 * agent's call live as long as the page, whatever the agent looks at.
 */

import { prepareCertificate } from '../rtc/certificate.js';
import { prepareCopies } from '../rtc/voice_copies.js';
import { readNotes, saveNotes } from '../protocol/desk_api.js';
import { AgentStanding } from '../state/agent_standing.js';
import { NotesKeeper } from '../state/notes_keeper.js';
import { NotesShelf } from '../state/notes_shelf.js';
import { presenceWish } from '../state/presence_wish.js';
import { element, fill, the } from '../ui/element.js';
import { wordsForCode } from '../ui/error_words.js';
import { keptNotes, takeSeat } from '../ui/own_tab.js';
import { presence } from '../ui/presence.js';
import { toasts } from '../ui/toasts.js';
import { markCurrent } from '../ui/topbar.js';
import { showDesk } from './agent.js';
import { showBoard } from './board.js';
import { showCase } from './case.js';
import { callPath, openDesk, openLine } from './desk.js';
import { LiveCall } from './live_call.js';
import { navigation } from './navigation.js';
import { ringOn } from './ringing.js';
import { shortcutsOn } from './shortcuts.js';
import { Waiting } from './waiting.js';
import { showWorklist } from './worklist.js';

/**
 * What lives with the page.
 *
 * @typedef {object} Console
 * @property {import('../protocol/desk.js').Session} session
 * @property {boolean} isAgent
 * @property {AgentStanding} standing
 * @property {LiveCall} live
 * @property {Waiting} waiting
 * @property {NotesShelf} notes what was typed last is still saved when another view is shown
 * @property {(text: string, kind?: 'news' | 'trouble') => void} say
 * @property {(path: string) => Promise<void>} go to another view of the console
 * @property {AbortSignal} signal
 */

void prepareCertificate();
prepareCopies();
const { signal, session, slot } = await openDesk({ current: '/agent', title: 'agent.title' });
const isAgent = session.user.role === 'agent';
const say = toasts(signal);
const socket = openLine(session, { say, signal });
const standing = new AgentStanding(socket, signal);
const live = new LiveCall({ socket, say, signal });
const waiting = new Waiting(standing, signal);
const notes = new NotesShelf((callId) => new NotesKeeper({ read: () => readNotes(callId, signal), save: (written) => saveNotes(callId, written, signal), kept: keptNotes(callId), signal }));
addEventListener('online', () => notes.again(), { signal });
/** @type {Console} */
const page = { session, isAgent, standing, live, waiting, notes, say, go: (path) => go(path), signal };

const view = element('div', { id: 'view' });
const main = the('#main', HTMLElement);
const header = the('#topbar', HTMLElement);
const { go, begin } = navigation({
  show: (shown, ends, { first }) => {
    const place = element('div', { class: 'view' });
    fill(view, place);
    markCurrent(header, shown.kind === 'worklist' || shown.kind === 'board' ? `/agent/${shown.kind}` : '/agent');
    if (shown.kind === 'case') void showCase(shown.reference, place, page, ends);
    else void { worklist: showWorklist, board: showBoard, cases: showDesk }[shown.kind](place, page, ends);
    if (!first) main.focus({ preventScroll: true });
  },
  signal,
});

if (isAgent) {
  const own = presence(presenceWish(socket, signal), signal);
  slot.append(own.bar);
  fill(main, own.missed, view, live.frame);
  standing.onChange((agent) => {
    own.show(agent);
    void live.follow(agent.call_id);
  }, signal);
  waiting.onChange(({ own: duty }) => own.know(duty), signal);
  ringOn(socket, {
    say,
    accepted: ({ case_reference: reference, call_id: callId }) => {
      takeSeat(callId);
      void go(callPath(reference, callId));
    },
    signal,
  });
} else fill(main, view);
shortcutsOn({ slot, search: () => go('/agent'), signal });
// A call says by itself what it was refused, and where it went.
socket.on('error', ({ code }) => code !== 'offer_gone' && live.callId === null && say(wordsForCode(code)), signal);
begin();
