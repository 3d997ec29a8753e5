import assert from 'node:assert/strict';
import { test } from 'node:test';

import { callBackDays, daysAhead, mayWish, nobodyThere } from '../../../web/static/js/state/call_back.js';

process.env.TZ = 'Europe/Madrid';

/** @param {number} day of November 2026, a Tuesday on the 24th @param {number} hour @param {number} [minute] */
const at = (day, hour, minute = 0) => new Date(2026, 10, day, hour, minute).getTime();
/** @param {{windows: {startsAt: Date, endsAt: Date}[]}} day */
const hours = ({ windows }) => windows.map(({ startsAt, endsAt }) => `${startsAt.getHours()}:${startsAt.getMinutes()}-${endsAt.getHours()}`);

test('the next five days, in windows of two hours by the wall clock of the customer', () => {
  const days = callBackDays(at(24, 7), null);
  assert.deepEqual(days.map(({ day }) => day.getDate()), [24, 25, 26, 27, 28]);
  assert.deepEqual(hours(days[0]), ['8:0-10', '10:0-12', '12:0-14', '14:0-16', '16:0-18', '18:0-20']);
});

test('a window that is almost over is not offered, and in the evening the days begin tomorrow', () => {
  assert.deepEqual(hours(callBackDays(at(24, 17, 30), null)[0]), ['18:0-20']);
  assert.equal(callBackDays(at(24, 19, 30), null)[0].day.getDate(), 25);
});

test('while it is closed no window begins before the next opening', () => {
  const days = callBackDays(at(24, 19), at(26, 9));
  assert.equal(days[0].day.getDate(), 26);
  assert.deepEqual(hours(days[0]).slice(0, 2), ['9:0-10', '10:0-12']);
  assert.deepEqual(hours(days[1]).slice(0, 1), ['8:0-10'], 'the hours of other days are not known');
});

test('nothing is promised further ahead than is accepted', () => {
  assert.deepEqual(callBackDays(at(1, 12), at(1, 12) + 40 * 86_400_000), []);
});

test('on the day the clock is set the windows still begin on the hour', () => {
  const days = callBackDays(new Date(2026, 9, 24, 12).getTime(), null);
  assert.deepEqual([days[1].day.getDate(), hours(days[1])[0]], [25, '8:0-10']);
});

test('tomorrow is the next day of the calendar, not the next 24 hours', () => {
  assert.equal(daysAhead(new Date(at(25, 0, 5)), at(24, 23, 55)), 1);
  assert.equal(daysAhead(new Date(at(24, 23, 55)), at(24, 0, 5)), 0);
  assert.equal(daysAhead(new Date(2026, 9, 26, 0), new Date(2026, 9, 25, 0).getTime()), 1, 'a day of 25 hours');
});

test('the wish is open to who waits for somebody and to who lost the agent, and to nobody in a talk', () => {
  /** @param {string} state @param {object | null} [agent] @returns {any} */
  const call = (state, agent = null) => ({ state, participants: [{ role: 'customer', page_id: 'p' }, ...(agent ? [{ role: 'agent', ...agent }] : [])] });
  for (const state of ['created', 'waiting', 'offered']) assert.equal(mayWish(call(state)), true, state);
  for (const state of ['active', 'wrap_up', 'closed']) assert.equal(mayWish(call(state)), false, state);
  assert.equal(mayWish(call('connecting', { page_id: null, ready: false })), true);
  assert.equal(mayWish(call('connecting', { page_id: 'p', ready: true })), false);
  assert.equal(mayWish(call('interrupted', { page_id: null, ready: true })), true);
  assert.equal(mayWish(call('interrupted', { page_id: 'p', ready: true })), false);
  for (const state of ['active', 'interrupted']) assert.equal(mayWish(call(state, { page_id: 'p', ready: true }), { soundLost: true }), true, state);
  for (const state of ['wrap_up', 'closed']) assert.equal(mayWish(call(state), { soundLost: true }), false, state);
  assert.equal(mayWish(null), false);
});

test('nobody is there when nobody who speaks the language is at work', () => {
  assert.equal(nobodyThere(/** @type {any} */ ({ agents_on_duty: 0 })), true);
  assert.equal(nobodyThere(/** @type {any} */ ({ agents_on_duty: 1 })), false);
  assert.equal(nobodyThere(null), false);
});

/** @param {number} day @param {number} from @param {number} to */
const open = (day, from, to) => ({ startsAt: new Date(at(day, from)), endsAt: new Date(at(day, to)) });

test('a window is offered as far as somebody is there in it, and a day on which nobody is there is left out', () => {
  const days = callBackDays(at(24, 7), null, [open(24, 9, 13), open(24, 15, 18), open(26, 10, 12)]);
  assert.deepEqual(days.map(({ day }) => day.getDate()), [24, 26]);
  assert.deepEqual(hours(days[0]), ['9:0-10', '10:0-12', '12:0-13', '15:0-16', '16:0-18']);
  assert.deepEqual(hours(days[1]), ['10:0-12']);
});

test('where somebody is there only in the night of the customer, that is what can be chosen', () => {
  assert.deepEqual(hours(callBackDays(at(24, 12), null, [open(25, 1, 5)])[0]), ['1:0-2', '2:0-4', '4:0-5']);
});
