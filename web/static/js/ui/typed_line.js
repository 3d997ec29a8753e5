/**
 * Text as it is typed: the other one's below the lines that were sent, apart from them, and the choice whether one's own is
 * read along. It is there to be read, and never read aloud character by character.
 */

import { element } from './element.js';
import { t } from './words.js';

/** @typedef {import('../state/call_view.js').CallView} CallView */

const OFF = 'reassure.type_alone';

/**
 * @param {HTMLTextAreaElement} field
 * @param {(text: string) => void} type
 */
export function typedLine(field, type) {
  const author = element('span', { class: 'chat-author', dir: 'auto' });
  const words = element('p', { dir: 'auto' });
  const line = element('div', { class: 'chat-typed', 'aria-live': 'off', hidden: true }, author, words);
  const along = element('input', { type: 'checkbox', checked: !isOff() });
  const label = element('span', {});
  const choice = element('label', { class: 'chat-along' }, along, label);
  const tell = () => type(along.checked ? field.value : '');
  field.addEventListener('input', tell);
  along.addEventListener('change', () => {
    keep(!along.checked);
    tell();
  });

  /** @param {CallView} view */
  const show = ({ typed, other }) => {
    const name = other?.name ?? '';
    choice.hidden = name === '';
    label.textContent = t('chat.along', { name });
    line.hidden = typed === '';
    author.textContent = t('chat.typed', { name });
    if (words.textContent === typed) return;
    words.textContent = typed;
    words.scrollTop = words.scrollHeight;
  };
  return { line, choice, tell, show };
}

function isOff() {
  try {
    return localStorage.getItem(OFF) !== null;
  } catch {
    return false; // storage is forbidden here
  }
}

/** @param {boolean} off */
function keep(off) {
  try {
    if (off) localStorage.setItem(OFF, '');
    else localStorage.removeItem(OFF);
  } catch {
    // it holds for this page
  }
}
