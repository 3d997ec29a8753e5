/**
 * Who is told of events: each endpoint, how it stands, and what can be done about it.
 */

import { nameOf } from '../state/endpoint_wish.js';
import { copyButton, copyText } from './copy_button.js';
import { count, t, when, wordOr } from './desk_words.js';
import { element } from './element.js';
import { changeForm } from './endpoint_form.js';
import { wordsForError } from './error_words.js';
import { facts } from './facts.js';

/** @typedef {import('../protocol/desk.js').EndpointView} EndpointView */
/** @typedef {import('./endpoint_form.js').Wish} Wish */
/**
 * @typedef {object} Acts
 * @property {(endpoint: EndpointView, on: boolean) => Promise<void>} turn
 * @property {(endpoint: EndpointView) => Promise<void>} renew
 * @property {(endpoint: EndpointView) => Promise<void>} remove
 * @property {(endpoint: EndpointView, wish: Wish) => Promise<void>} change
 */

/** What somebody has to look at, before all else. @param {readonly EndpointView[]} endpoints */
export function failingNotices(endpoints) {
  return endpoints
    .filter(({ failing, state }) => failing && state !== 'unset')
    .map((endpoint) =>
      element(
        'div',
        { class: 'notice bad', role: 'alert' },
        element('p', {}, endpoint.state === 'gone' ? t('hooks.gone_told', { name: name(endpoint) }) : t('hooks.failing_told', { name: name(endpoint), date: when(endpoint.failing_since ?? '') })),
        endpoint.last_error && element('p', { class: 'small code-like', dir: 'ltr' }, endpoint.last_error),
      ),
    );
}

/** @param {EndpointView} endpoint @param {Acts} acts */
export function endpointPanel(endpoint, acts) {
  const id = `endpoint-${endpoint.id}`;
  const { kind, state, changeable, event_types: types, cases } = endpoint;
  return element(
    'section',
    { class: 'panel', id, 'aria-labelledby': `${id}-title` },
    element('div', { class: 'endpoint-head' }, element('h2', { id: `${id}-title`, tabindex: -1, dir: 'auto' }, name(endpoint)), stateBadge(endpoint)),
    facts([
      [t('hooks.address'), element('bdi', { class: 'code-like', dir: 'ltr' }, endpoint.url || '–')],
      [t('hooks.which'), types.length === 0 ? t('hooks.which.all') : types.map((type) => wordOr('hooks.event', type)).join(', ')],
      [t('hooks.cases'), Object.entries(cases).map(([field, found]) => `${wordOr('hooks.field', field)}: ${found.join(', ')}`).join('; ')],
      [t('hooks.waiting'), endpoint.waiting],
      [t('hooks.dead'), endpoint.dead],
      [t('hooks.last'), endpoint.last_delivered_at ? when(endpoint.last_delivered_at) : t('hooks.never')],
      [t('hooks.error'), endpoint.last_error && element('bdi', { class: 'code-like', dir: 'ltr' }, endpoint.last_error)],
    ]),
    kind === 'connector' && element('p', { class: 'small soft' }, t('hooks.connector_hint')),
    !changeable && element('p', { class: 'small soft' }, t('hooks.from_settings')),
    endpoint.old_secret_until && element('p', { class: 'small soft' }, t('hooks.rotating', { date: when(endpoint.old_secret_until) })),
    actions(endpoint, acts),
    state !== 'unset' && element('details', {}, element('summary', {}, t('hooks.change')), changeForm(endpoint, (wish) => acts.change(endpoint, wish))),
  );
}

/** The secret, told this once. @param {string} secret @param {AbortSignal} signal */
export function toldSecret(secret, signal) {
  return element(
    'div',
    { class: 'notice good secret' },
    element('div', { class: 'stack tight' }, element('p', {}, t('hooks.secret_once')), element('code', { dir: 'ltr', class: 'code-like' }, secret)),
    copyButton(t('hooks.copy'), () => copyText(secret), signal),
  );
}

/** @param {EndpointView} endpoint */
function stateBadge({ state, failing }) {
  const look = failing ? 'bad' : state === 'on' ? 'good' : 'warn';
  return element('span', { class: `badge ${look}` }, failing && state === 'on' ? t('hooks.state.failing') : t(`hooks.state.${state}`));
}

/** @param {EndpointView} endpoint @param {Acts} acts */
function actions(endpoint, acts) {
  const trouble = element('p', { class: 'notice bad', role: 'alert', hidden: true });
  /** @param {string} words @param {(endpoint: EndpointView) => Promise<void>} act @param {string} [look] */
  const button = (words, act, look = '') => {
    const made = element('button', { type: 'button', class: look }, words);
    made.addEventListener('click', async () => {
      made.disabled = true;
      trouble.hidden = true;
      try {
        await act(endpoint);
      } catch (error) {
        trouble.textContent = wordsForError(error);
        trouble.hidden = false;
      }
      made.disabled = false;
    });
    return made;
  };
  const { state, changeable } = endpoint;
  return element(
    'div',
    { class: 'stack' },
    element(
      'div',
      { class: 'row' },
      state === 'on' && button(t('hooks.turn_off'), (one) => acts.turn(one, false)),
      (state === 'off' || state === 'gone') && button(t('hooks.turn_on'), (one) => acts.turn(one, true), 'primary'),
      changeable && button(t('hooks.renew'), acts.renew),
      (changeable || state === 'unset') && button(t('hooks.remove'), acts.remove, 'quiet'),
    ),
    trouble,
  );
}

/** @param {EndpointView} endpoint */
function name(endpoint) {
  return endpoint.kind === 'connector' ? t('hooks.connector') : nameOf(endpoint);
}

/** What goes with an endpoint that is removed. @param {EndpointView} endpoint */
export function lossWords({ waiting, dead }) {
  return waiting + dead === 0 ? t('hooks.remove.nothing') : count('hooks.remove.lost', waiting + dead);
}
