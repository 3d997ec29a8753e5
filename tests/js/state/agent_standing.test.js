import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AgentStanding } from '../../../web/static/js/state/agent_standing.js';

test('whoever asks later is told at once what was said before, and nobody after they have gone', () => {
  /** @type {(message: any) => void} */
  let say = () => {};
  const standing = new AgentStanding({ on: (_type, listener) => void (say = /** @type {any} */ (listener)) }, new AbortController().signal);
  const view = new AbortController();
  /** @type {string[]} */
  const heard = [];
  standing.onChange(() => heard.push('early'), view.signal);
  say({ state: 'break' });
  standing.onChange(({ state }) => heard.push(`late ${state}`), view.signal);
  view.abort();
  say({ state: 'available' });
  assert.deepEqual(heard, ['early', 'late break']);
});
