/**
 * The place of the call in the console: beside its own case, or small in the corner while the agent looks at something
 * else. It never moves within the page, for a picture that is taken out of a page stops.
 */

import { count, t } from './desk_words.js';
import { element, fill } from './element.js';

/** @typedef {{reference: string, name: string, href: string}} LiveCase */

export function liveFrame() {
  const heading = element('p', { class: 'live-head', hidden: true });
  const unread = element('span', { class: 'badge', role: 'status', hidden: true });
  const content = element('div', { class: 'live-content' });
  const frame = element('div', { class: 'live case-call', id: 'live', hidden: true }, heading, content);

  /** @param {LiveCase} about @param {HTMLElement} call */
  const show = ({ reference, name, href }, call) => {
    fill(heading, element('span', { dir: 'auto' }, name, ' ', element('span', { class: 'soft small' }, reference)), unread, element('a', { href }, t('agent.back_to_call_link')));
    fill(content, call);
    frame.hidden = false;
  };
  /** The call is over, or went on without this agent, while they looked at something else. @param {LiveCase} about @param {string} words @param {() => void} close */
  const showEnd = ({ href }, words, close) => {
    heading.hidden = true;
    fill(
      content,
      element(
        'div',
        { class: 'panel start-call', role: 'alert' },
        element('p', {}, words),
        element('p', { class: 'row' }, element('a', { href, onclick: close }, t('live.to_case')), element('button', { type: 'button', class: 'quiet', onclick: close }, t('live.close'))),
      ),
    );
  };
  /** @param {boolean} docked in the corner */
  const dock = (docked) => {
    frame.toggleAttribute('data-docked', docked);
    heading.hidden = !docked;
    // What is not drawn cannot be scrolled: the lines that came meanwhile are further down.
    for (const lines of docked ? [] : content.querySelectorAll('.chat-lines')) lines.scrollTop = lines.scrollHeight;
  };
  /** @param {number} lines that came while it was in the corner */
  const tellUnread = (lines) => {
    unread.hidden = lines === 0;
    const words = lines === 0 ? '' : count('live.unread', lines);
    if (unread.textContent !== words) unread.textContent = words;
  };
  const clear = () => {
    fill(content);
    fill(heading);
    frame.hidden = true;
  };
  return { frame, show, showEnd, dock, tellUnread, clear };
}
