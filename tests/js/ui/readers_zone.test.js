import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';

import { clock, day, moment } from '../../../web/static/js/ui/desk_words.js';
import { when } from '../../../web/static/js/ui/words.js';

const here = process.env.TZ ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
afterEach(() => {
  process.env.TZ = here;
});

const LATE = '2026-11-30T20:07:09+00:00';

for (const [zone, date, time] of [['Asia/Tokyo', 'Dec 1, 2026', '5:07'], ['America/Los_Angeles', 'Nov 30, 2026', '12:07']]) {
  test(`a moment is told in the reader's own zone: ${zone}`, () => {
    process.env.TZ = zone;
    assert.ok(when(LATE).startsWith(`${date}, ${time}`), when(LATE));
    assert.equal(day(LATE), date);
    assert.ok(clock(LATE).startsWith(time) && moment(LATE).startsWith(`${time}:09`));
  });

  test(`a day without a time is the same day in ${zone}`, () => {
    process.env.TZ = zone;
    assert.equal(day('2026-11-30'), 'Nov 30, 2026');
  });
}
