/**
 * The text beside the call: lines in order, one's own at once, and what became of each. Read aloud as they come.
 */

import { element, fill } from './element.js';
import { icon } from './icons.js';
import { typedLine } from './typed_line.js';
import { t, when } from './words.js';

/** @typedef {import('../state/call_view.js').CallView} CallView */
/** @typedef {import('../state/chat_lines.js').Line} Line */

const LONGEST = 2000;
const NEAR_END_PX = 40;

/**
 * @param {{say: (text: string) => void, type: (text: string) => void, draft: string, keep: (text: string) => void, close: () => void}} act `type`: what of the field is read along; `draft`: what stood in it
 *   before, and `keep`: what stands in it now
 */
export function chatPanel(act) {
  const empty = element('p', { class: 'chat-empty' }, t('chat.empty'));
  const list = element('div', { class: 'chat-lines', role: 'log', 'aria-live': 'polite', 'aria-label': t('chat.title'), tabindex: '0' });
  const field = element('textarea', { rows: 1, maxlength: LONGEST, 'aria-label': t('chat.label'), placeholder: t('chat.label'), dir: 'auto', enterkeyhint: 'send' });
  field.value = act.draft;
  const along = typedLine(field, act.type);
  field.addEventListener('input', () => act.keep(field.value));
  const send = () => {
    act.say(field.value);
    field.value = '';
    act.keep('');
    along.tell();
    field.focus();
  };
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return; // composing: Enter chooses a character
    event.preventDefault();
    send();
  });
  const form = element(
    'form',
    {
      class: 'chat-form',
      onsubmit: (/** @type {Event} */ event) => {
        event.preventDefault();
        send();
      },
    },
    field,
    element('button', { type: 'submit', class: 'primary', title: t('chat.send') }, icon('send'), element('span', { class: 'visually-hidden' }, t('chat.send'))),
  );
  const panel = element(
    'aside',
    { class: 'call-chat', 'aria-label': t('chat.title') },
    element(
      'header',
      {},
      element('h2', {}, t('chat.title')),
      element('button', { type: 'button', class: 'quiet', onclick: act.close, title: t('chat.close') }, icon('close'), element('span', { class: 'visually-hidden' }, t('chat.close'))),
    ),
    empty,
    list,
    along.line,
    form,
    along.choice,
  );
  panel.addEventListener('keydown', (event) => event.key === 'Escape' && !event.isComposing && act.close()); // composing: Escape takes characters back
  let atEnd = true;
  list.addEventListener('scroll', () => (atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_END_PX), { passive: true });
  new ResizeObserver(() => atEnd && toEnd(list)).observe(list); // lower, for a keyboard or what the other one types, it goes on showing its end

  /** @type {Map<string, {item: HTMLElement, shown: string}>} */
  const drawn = new Map();
  let last = '';
  /** @param {CallView} view */
  const show = (view) => {
    along.show(view);
    const lines = JSON.stringify(view.chat);
    if (lines === last) return; // most news is of something else
    last = lines;
    empty.hidden = view.chat.length > 0;
    const before = drawn.size;
    for (const [position, line] of view.chat.entries()) place(list, drawn, position, line, view);
    for (const [key, { item }] of drawn) {
      if (view.chat.some((line) => line.key === key)) continue;
      item.remove();
      drawn.delete(key);
    }
    const mine = view.chat.at(-1)?.participantId === view.self?.id;
    if (drawn.size > before && (atEnd || mine)) toEnd(list);
  };
  return { panel, show, tell: along.tell, focus: () => field.focus() };
}

/** @param {HTMLElement} list */
function toEnd(list) {
  list.scrollTop = list.scrollHeight;
}

/**
 * Keeps elements that are right where they are: what was read aloud once is not read again.
 *
 * @param {HTMLElement} list
 * @param {Map<string, {item: HTMLElement, shown: string}>} drawn
 * @param {number} position
 * @param {Line} line
 * @param {CallView} view
 */
function place(list, drawn, position, line, view) {
  const known = drawn.get(line.key) ?? { item: element('div'), shown: '' };
  const shown = `${line.state} ${line.at} ${line.text}`;
  if (known.shown !== shown) draw(known.item, line, view);
  drawn.set(line.key, { item: known.item, shown });
  if (list.children[position] !== known.item) list.insertBefore(known.item, list.children[position] ?? null);
}

/** @param {HTMLElement} item @param {Line} line @param {CallView} view */
function draw(item, line, view) {
  const mine = line.participantId === view.self?.id;
  const author = mine ? t('you') : (view.call?.participants.find((one) => one.id === line.participantId)?.name ?? t('role.agent')); // who was lost or replaced is not in the call any more
  const state = line.state === 'stored' ? null : t(`chat.${line.state}`);
  item.className = `chat-line ${mine ? 'mine' : 'theirs'} ${line.state}`;
  fill(
    item,
    element('span', { class: 'chat-author', dir: 'auto' }, author),
    element('p', { dir: 'auto' }, line.text),
    element('small', {}, state ?? (line.at && element('time', { datetime: line.at }, when(line.at, { timeStyle: 'short' })))),
  );
}
