import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

const page = { lang: 'en' };
/** @type {(() => void)[]} */
let idle = [];
Object.assign(globalThis, { document: { documentElement: page }, requestIdleCallback: (/** @type {() => void} */ then) => idle.push(then) });
const { StageAhead } = await import('../../../web/static/js/ui/stage_ahead.js');

/** What was made, in order, and the life of each. @type {{place: any, signal: AbortSignal}[]} */
let made = [];
const make = (/** @type {AbortSignal} */ signal) => {
  const place = /** @type {any} */ ({ language: page.lang });
  made.push({ place, signal });
  return place;
};
const doNothingElse = () => idle.splice(0).forEach((then) => then());
const life = () => new AbortController();

beforeEach(() => {
  page.lang = 'en';
  [idle, made] = [[], []];
});

test('it is made once, when the page has nothing else to do, and shown as it is', () => {
  const [ahead, screen] = [new StageAhead(make, life().signal), life()];
  ahead.prepare();
  ahead.prepare();
  assert.equal(made.length, 0);
  doNothingElse();
  assert.equal(made.length, 1);
  assert.equal(ahead.take(screen.signal), made[0].place);
  assert.equal(made[0].signal.aborted, false);
  screen.abort();
  assert.equal(made[0].signal.aborted, true);
});

test('whoever clicks first gets one all the same, and it is not made once more behind it', () => {
  const ahead = new StageAhead(make, life().signal);
  ahead.prepare();
  assert.equal(ahead.take(life().signal), made[0].place);
  doNothingElse();
  ahead.prepare();
  doNothingElse();
  assert.equal(made.filter(({ signal }) => !signal.aborted).length, made.length);
  assert.equal(made.length, 1);
});

test('one in another language is not shown', () => {
  const ahead = new StageAhead(make, life().signal);
  ahead.prepare();
  doNothingElse();
  page.lang = 'ar';
  assert.deepEqual(ahead.take(life().signal), { language: 'ar' });
  assert.equal(made[0].signal.aborted, true);
});

test('what is not wanted any more ends, and so does all with the page', () => {
  const whole = life();
  const ahead = new StageAhead(make, whole.signal);
  ahead.prepare();
  doNothingElse();
  ahead.drop();
  assert.equal(made[0].signal.aborted, true);
  ahead.prepare();
  doNothingElse();
  whole.abort();
  assert.equal(made[1].signal.aborted, true);
  ahead.drop();
  ahead.prepare();
  doNothingElse();
  assert.equal(made.length, 2);
});
