/**
 * What stands beside a case while no call of this agent runs on it: the button that starts one, or why it waits.
 */

import { when, languageName, t } from './desk_words.js';
import { element, fill } from './element.js';
import { wordsForError } from './error_words.js';

/** @typedef {import('../protocol/desk.js').CaseView} CaseView */
/** @typedef {import('../protocol/desk.js').CallLine} CallLine */

/** @param {CaseView} view @param {() => Promise<void>} start */
export function startPanel({ customer }, start) {
  const words = { name: customer.name, language: languageName(customer.language) };
  return sidePanel(element('p', { class: 'soft' }, t('call.start.lead', words)), actButton(t('call.start'), start));
}

/** The helpdesk has invited the customer; whoever presses the button is the agent. @param {CallLine} call @param {() => Promise<void>} join */
export function openPanel(call, join) {
  return sidePanel(element('p', {}, t('call.open', { name: call.customer_name, time: when(call.created_at) })), actButton(t('call.join'), join));
}

/** A call of this agent that this tab is not in; another one may be, and would lose it. @param {() => Promise<void>} join */
export function resumePanel(join) {
  return sidePanel(element('p', {}, t('call.join.lead')), actButton(t('call.join'), join));
}

/** Another tab has the call. @param {() => void} takeBack */
export function replacedPanel(takeBack) {
  return element(
    'div',
    { class: 'panel start-call', role: 'alert' },
    element('h2', {}, t('replaced.title')),
    element('p', {}, t('replaced.lead')),
    element('button', { type: 'button', class: 'primary', onclick: takeBack }, t('replaced.take')),
  );
}

/** The call went on without this agent. @param {import('../state/call_view.js').Gone} how @param {string} name of the customer @param {() => void} close */
export function gonePanel(how, name, close) {
  return element(
    'section',
    { class: 'panel start-call', role: 'alert', 'aria-labelledby': 'call-title' },
    element('h2', { id: 'call-title', tabindex: -1 }, t('call.gone.title')),
    element('p', {}, t(`call.gone.${how.kind}`, { name, agent: how.kind === 'given' ? how.name : '' })),
    element('button', { type: 'button', class: 'primary', onclick: close }, t('call.gone.close')),
  );
}

/** @param {CallLine} call */
export function queuedPanel(call) {
  return sidePanel(element('p', {}, t('call.queued', { name: call.customer_name })));
}

/** @param {CallLine} call */
export function takenPanel(call) {
  return sidePanel(element('p', {}, t('call.taken', { agent: call.agent_name ?? '', name: call.customer_name })));
}

/** @param {{reference: string, href: string} | null} way null when it could not be found out */
export function elsewherePanel(way) {
  const there = way ?? { reference: '', href: '/agent' };
  return sidePanel(element('p', {}, t('call.other_case', there)), element('p', {}, element('a', { href: there.href }, t('call.other_case_link'))));
}

/** @param {...HTMLElement} children */
function sidePanel(...children) {
  return element('section', { class: 'panel start-call', 'aria-labelledby': 'call-title' }, element('h2', { id: 'call-title' }, t('call.panel')), ...children);
}

/** Once at a time, and what went wrong stands beside it. @param {string} words @param {() => Promise<void>} act */
function actButton(words, act) {
  const trouble = element('div', { role: 'alert' });
  const click = async () => {
    button.disabled = true;
    fill(trouble);
    await act().catch((error) => fill(trouble, element('p', { class: 'notice bad' }, wordsForError(error))));
    button.disabled = false;
  };
  /** @type {HTMLButtonElement} */
  const button = element('button', { type: 'button', class: 'primary', onclick: click }, words);
  return element('div', { class: 'stack' }, button, trouble);
}
