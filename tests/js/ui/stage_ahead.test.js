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
  const place = placeOf(page.lang);
  made.push({ place, signal });
  return place;
};
/** What lies behind the screen, as it was when it was put there. @type {{place: any, reach: object}[]} */
let behind = [];
const put = (/** @type {any} */ place) => behind.push({ place, reach: reachOf(place) });
/** Sight, keyboard and screen reader. @param {any} place */
const reachOf = (place) => ({ classes: [...place.classes], inert: place.inert, hidden: place.attributes.get('aria-hidden') });
const OUT_OF_REACH = { classes: ['stage-ahead'], inert: true, hidden: 'true' };
const IN_REACH = { classes: [], inert: false, hidden: undefined };

/** @param {string} language @returns {any} */
function placeOf(language) {
  const [classes, attributes] = [new Set(), new Map()];
  return {
    language,
    classes,
    attributes,
    inert: false,
    removed: false,
    classList: { add: (/** @type {string} */ name) => classes.add(name), remove: (/** @type {string} */ name) => classes.delete(name) },
    setAttribute: (/** @type {string} */ name, /** @type {string} */ value) => attributes.set(name, value),
    removeAttribute: (/** @type {string} */ name) => attributes.delete(name),
    remove() {
      this.removed = true;
    },
  };
}
const doNothingElse = () => idle.splice(0).forEach((then) => then());
const life = () => new AbortController();

beforeEach(() => {
  page.lang = 'en';
  [idle, made, behind] = [[], [], []];
});

test('it lies in the page out of sight and out of reach until it is shown, and is not moved then', () => {
  const ahead = new StageAhead(make, put, life().signal);
  ahead.prepare();
  doNothingElse();
  assert.deepEqual(behind, [{ place: made[0].place, reach: OUT_OF_REACH }]);
  const shown = ahead.take(life().signal);
  assert.deepEqual([shown, reachOf(shown), made[0].place.removed], [made[0].place, IN_REACH, false]);
});

test('one that nobody made ahead is not hidden, and is put nowhere', () => {
  const ahead = new StageAhead(make, put, life().signal);
  assert.deepEqual([reachOf(ahead.take(life().signal)), behind], [IN_REACH, []]);
});

test('it is made once, when the page has nothing else to do, and shown as it is', () => {
  const [ahead, screen] = [new StageAhead(make, put, life().signal), life()];
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
  const ahead = new StageAhead(make, put, life().signal);
  ahead.prepare();
  assert.equal(ahead.take(life().signal), made[0].place);
  doNothingElse();
  ahead.prepare();
  doNothingElse();
  assert.equal(made.filter(({ signal }) => !signal.aborted).length, made.length);
  assert.equal(made.length, 1);
});

test('one in another language is not shown', () => {
  const ahead = new StageAhead(make, put, life().signal);
  ahead.prepare();
  doNothingElse();
  page.lang = 'ar';
  assert.equal(/** @type {any} */ (ahead.take(life().signal)).language, 'ar');
  assert.deepEqual([made[0].signal.aborted, made[0].place.removed], [true, true]);
});

test('what is not wanted any more ends, and so does all with the page', () => {
  const whole = life();
  const ahead = new StageAhead(make, put, whole.signal);
  ahead.prepare();
  doNothingElse();
  ahead.drop();
  assert.equal(made[0].signal.aborted, true);
  ahead.prepare();
  doNothingElse();
  whole.abort();
  assert.equal(made[1].signal.aborted, true);
  assert.deepEqual(made.map(({ place }) => place.removed), [true, true]);
  ahead.drop();
  ahead.prepare();
  doNothingElse();
  assert.equal(made.length, 2);
});
