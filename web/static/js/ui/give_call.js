/**
 * The supervisor's control to give a call to another agent, and the table of who is at work.
 */

import { candidates, isBusy } from '../state/giving.js';
import { languageName, t, when } from './desk_words.js';
import { element, fill } from './element.js';
import { wordsForError } from './error_words.js';
import { panel } from './facts.js';
import { ask } from './question.js';

/** @typedef {import('../protocol/desk.js').AgentLine} AgentLine */
/** @typedef {import('../protocol/desk.js').CallRecord} CallRecord */

/**
 * @param {CallRecord} call
 * @param {readonly AgentLine[]} agents
 * @param {object} act
 * @param {(userId: string) => Promise<unknown>} act.give
 * @param {(words: string) => void} act.given afterwards, or when it is too late: the page is to be drawn anew
 * @param {AbortSignal} act.signal
 */
export function givePanel(call, agents, { give, given, signal }) {
  const found = candidates(agents, call);
  if (found.length === 0) return panel(t('give.title'), { id: 'give' }, element('p', { class: 'soft' }, t('give.nobody')));
  const first = found.find((agent) => !isBusy(agent));
  const choice = element('select', { id: 'give-agent' }, found.map((agent) => element('option', { value: agent.user_id, disabled: isBusy(agent), selected: agent === first }, agentWords(agent))));
  const trouble = element('div', { role: 'alert' });
  const button = element('button', { type: 'button', class: 'primary', disabled: !first }, t('give.act'));
  const press = async () => {
    const agent = found.find(({ user_id: id }) => id === choice.value);
    if (!agent) return;
    fill(trouble);
    const words = { title: t('give.sure', { agent: agent.name }), text: t('give.sure.text', { agent: agent.name, customer: call.customer_name }), yes: t('give.act'), no: t('give.no') };
    if (!(await ask(words, signal))) return button.focus();
    button.disabled = true;
    try {
      await give(agent.user_id);
      given(t('give.done', { agent: agent.name }));
    } catch (error) {
      if (signal.aborted) return;
      const { code } = /** @type {{code?: string}} */ (error);
      if (code === 'not_in_this_state') return given(t('give.late'));
      fill(trouble, element('p', { class: 'notice bad' }, code === 'agent_busy' ? t('give.busy', { agent: agent.name }) : wordsForError(error)));
      button.disabled = false;
    }
  };
  button.addEventListener('click', press, { signal });
  return panel(
    t('give.title'),
    { id: 'give' },
    element('p', { class: 'soft' }, t('give.lead')),
    element('div', { class: 'field' }, element('label', { for: 'give-agent' }, t('give.agent')), choice),
    element('div', { class: 'stack' }, button, trouble),
  );
}

/** @param {AgentLine} agent */
function agentWords({ name, state, languages, skills }) {
  return [name, t(`agent.state.${state}`), languages.map(languageName).join(', '), skills.join(', ')].filter(Boolean).join(' · ');
}

/** Who is at work, and doing what; nobody is left out. @param {readonly AgentLine[]} agents */
export function workTable(agents) {
  const heads = /** @type {const} */ (['agent', 'state', 'since', 'languages', 'skills']);
  return element(
    'details',
    { class: 'panel', id: 'at-work' },
    element('summary', {}, t('work.title'), ' ', element('span', { class: 'soft' }, String(agents.filter(({ state }) => state !== 'offline').length))),
    element(
      'div',
      { class: 'table-frame' },
      element(
        'table',
        { class: 'table' },
        element('thead', {}, element('tr', {}, heads.map((name) => element('th', { scope: 'col' }, t(`work.${name}`))))),
        element('tbody', {}, agents.map(workRow)),
      ),
    ),
  );
}

/** @param {AgentLine} agent */
function workRow({ name, state, since, languages, skills, call_id: callId }) {
  const doing = t(`agent.state.${state}`);
  return element(
    'tr',
    {},
    element('td', {}, element('bdi', {}, name)),
    element('td', { 'data-label': t('work.state') }, callId ? element('a', { href: `/logs/${callId}` }, doing) : doing),
    element('td', { 'data-label': t('work.since') }, when(since)),
    element('td', { 'data-label': t('work.languages') }, languages.map(languageName).join(', ')),
    element('td', { 'data-label': t('work.skills') }, skills.length > 0 ? skills.join(', ') : '–'),
  );
}
