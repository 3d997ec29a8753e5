/** `/webhooks`: supervisors see who is told of events, how that goes, and send again what nobody took. */

import { addEndpoint, changeEndpoint, readDeadLetters, readEndpoints, removeEndpoint, renewSecret, sendAgain } from '../protocol/webhooks_api.js';
import { deadLettersPanel } from '../ui/dead_letters.js';
import { count, t } from '../ui/desk_words.js';
import { element, fill, the } from '../ui/element.js';
import { newEndpointForm } from '../ui/endpoint_form.js';
import { endpointPanel, failingNotices, lossWords, toldSecret } from '../ui/endpoint_panels.js';
import { empty, failure, loading } from '../ui/outcome_of_loading.js';
import { ask } from '../ui/question.js';
import { toasts } from '../ui/toasts.js';
import { openDesk } from './desk.js';

/** @typedef {import('../protocol/desk.js').EndpointView} EndpointView */

const { signal } = await openDesk({ current: '/webhooks', title: 'hooks.title' });
const say = toasts(signal);
const notices = element('div', { class: 'stack' });
const told = element('div', { class: 'stack' });
const list = element('div', { class: 'stack' });
const letters = element('div');
const adding = element('details', { class: 'panel' });
fill(the('#main', HTMLElement), element('h1', { id: 'hooks-title', tabindex: -1 }, t('hooks.title')), element('p', { class: 'soft' }, t('hooks.lead')), notices, told, list, adding, letters);
fill(adding, element('summary', {}, t('hooks.add')), newEndpointForm(add));

/** @param {string} url @param {import('../ui/endpoint_form.js').Wish} wish */
async function add(url, wish) {
  const made = await addEndpoint({ url, ...wish }, signal);
  adding.open = false;
  fill(adding, element('summary', {}, t('hooks.add')), newEndpointForm(add));
  await tell(made);
}

/** @param {import('../protocol/desk.js').ToldSecret} made */
async function tell({ endpoint, secret }) {
  await show();
  fill(told, toldSecret(secret, signal));
  focusOn(endpoint);
  told.scrollIntoView({ block: 'nearest' });
  say(t('hooks.secret_once')); // for who does not see it
}

/** What was pressed is drawn anew with the endpoint it belongs to. @param {EndpointView} endpoint */
function focusOn({ id }) {
  the(`#endpoint-${CSS.escape(id)}-title`, HTMLElement).focus();
}

/** @type {import('../ui/endpoint_panels.js').Acts} */
const acts = {
  async turn(endpoint, on) {
    await changeEndpoint(endpoint.id, { ...wishOf(endpoint), on }, signal);
    await show();
    focusOn(endpoint);
    say(t('hooks.saved'));
  },
  async renew(endpoint) {
    await tell(await renewSecret(endpoint.id, signal));
  },
  async remove(endpoint) {
    const words = { title: t('hooks.remove.title'), text: lossWords(endpoint), yes: t('hooks.remove.yes'), no: t('hooks.remove.no') };
    if (!(await ask(words, signal))) return;
    await removeEndpoint(endpoint.id, signal);
    fill(told);
    await show();
    the('#hooks-title', HTMLElement).focus();
    say(t('hooks.saved'));
  },
  async change(endpoint, wish) {
    await changeEndpoint(endpoint.id, { ...wish, on: endpoint.state === 'on' }, signal);
    await show();
    focusOn(endpoint);
    say(t('hooks.saved'));
  },
};

/** @param {EndpointView} endpoint */
function wishOf({ description, event_types, cases }) {
  return { description, event_types, cases };
}

/** @param {import('../protocol/desk.js').DeadLetter | null} letter null: all */
async function again(letter) {
  const which = letter ? { events: [letter.event_id], endpoint: letter.endpoint_id } : { events: null, endpoint: null };
  const { count: number } = await sendAgain(which, signal);
  say(count('hooks.letters.sent', number));
  await show();
  the('#letters-title', HTMLElement).focus();
}

/** @returns {Promise<void>} */
async function show() {
  if (!list.hasChildNodes()) fill(list, loading());
  try {
    const [{ endpoints }, dead] = await Promise.all([readEndpoints(signal), readDeadLetters(signal)]);
    fill(notices, failingNotices(endpoints));
    fill(list, endpoints.length === 0 ? empty(t('hooks.none')) : endpoints.map((each) => endpointPanel(each, acts)));
    fill(letters, deadLettersPanel(dead.letters, dead.more, again));
  } catch (error) {
    if (!signal.aborted) fill(list, failure(error, () => void show()));
  }
}

await show();
