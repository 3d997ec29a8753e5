import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';

import { heardTheTime } from '../../../web/static/js/protocol/server_clock.js';
import { dayWords } from '../../../web/static/js/ui/day_words.js';

/** @param {number} days @returns {Date} noon of that day, by the calendar here */
const noon = (days) => {
  const today = new Date();
  return new Date(today.getFullYear(), today.getMonth(), today.getDate() + days, 12);
};
afterEach(() => heardTheTime(new Date().toISOString()));

test('a day is near or far by the time of the server, whatever this machine takes it for', () => {
  heardTheTime(noon(3).toUTCString());
  assert.deepEqual([dayWords(noon(3)).day, dayWords(noon(4)).day], ['today', 'tomorrow']);
  assert.equal(dayWords(noon(0)).form, 'date');
});

test('what is no time changes nothing, and a day in another zone is a date', () => {
  heardTheTime(null);
  heardTheTime('soon');
  assert.equal(dayWords(noon(0)).form, 'near');
  assert.equal(dayWords(noon(0), 'Antarctica/Troll').form, 'date');
});
