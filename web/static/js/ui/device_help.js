/**
 * Camera or microphone stay shut: why, the way out in this very browser or system, and that one can go on as one is.
 */

import { allowSteps } from '../state/allow_steps.js';
import { browserFamily } from '../state/browser_family.js';
import { deviceTrouble } from '../state/device_trouble.js';
import { element, fill } from './element.js';
import { icon } from './icon.js';
import { stepList } from './step_list.js';
import { t } from './words.js';

/** @param {() => void} again @param {{then?: string}} [words] what is said of the time after the steps: a key */
export function deviceHelp(again, { then = 'allow.then' } = {}) {
  const view = element('section', { class: 'notice warn device-help', role: 'alert', hidden: true });
  let drawn = '';
  /** @param {import('../rtc/devices.js').Refused} refused @param {boolean} asking */
  const update = (refused, asking) => {
    const trouble = asking ? null : deviceTrouble(refused);
    const now = JSON.stringify(trouble);
    if (now === drawn) return;
    drawn = now;
    view.hidden = trouble === null;
    if (!trouble) return fill(view);
    fill(
      view,
      icon('warning'),
      element(
        'div',
        { class: 'stack' },
        element('h2', {}, t(trouble.title)),
        trouble.next && element('p', {}, t(trouble.next)),
        trouble.steps && stepList(allowSteps(browserFamily(navigator.userAgent, navigator.maxTouchPoints), trouble.steps)),
        trouble.steps && element('p', { class: 'small' }, t(then)),
        trouble.again && element('div', {}, element('button', { type: 'button', onclick: again }, t('retry'))),
      ),
    );
  };
  return { view, update };
}
