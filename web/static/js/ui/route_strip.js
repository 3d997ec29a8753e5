/**
 * The strip of a parcel's journey: a list in words, from place to place, with a picture of the line beside it.
 */

import { stripItems } from '../state/route_strip.js';
import { count, countryName, t, when } from './desk_words.js';
import { element } from './element.js';
import { panel } from './facts.js';
import { segment } from './strip_drawing.js';

/** @typedef {import('../protocol/desk.js').CaseView} CaseView */
/** @typedef {import('../protocol/desk.js').Gap} Gap */
/** @typedef {import('../protocol/desk.js').Station} Station */
/** @typedef {import('../state/route_strip.js').Item} Item */
/** @typedef {import('../state/route_strip.js').Link} Link */
/** @typedef {import('../state/route_strip.js').StationItem} StationItem */

const ALARMS = new Set(['loop', 'jump']);

/** @param {Pick<CaseView, 'strip'>} view @param {{whole?: boolean}} [how] `whole`: nothing is folded */
export function routePanel({ strip }, { whole = false } = {}) {
  const items = stripItems(strip, whole ? Infinity : undefined);
  return panel(
    t('case.route'),
    { id: 'route', class: 'strip-panel' },
    items.length === 0 ? element('p', { class: 'soft' }, t('case.route.none')) : element('ol', { class: 'strip' }, items.map((item, index) => shown(item, items[index - 1]?.link ?? 'none'))),
  );
}

/** @param {Item} item @param {Link} from how the line comes here @returns {HTMLLIElement} */
function shown(item, from) {
  if (item.kind === 'gap') return gapItem(item.gap, { from, to: item.link });
  if (item.kind === 'folded') return foldedItem(item.stations, from);
  return stationItem(item, from);
}

/** @param {StationItem} item @param {Link} from */
function stationItem({ station, look, link }, from) {
  const { place, country, at, until, marks } = station;
  const name = place ?? (country ? countryName(country) : '');
  return element(
    'li',
    { class: look, 'aria-current': look === 'here' && 'location' },
    segment(look, { from, to: link }, marks),
    element(
      'div',
      {},
      element('p', { class: 'strip-place', dir: 'auto' }, name),
      place && country && element('p', { class: 'small soft' }, countryName(country)),
      at && element('p', { class: 'small' }, element('time', { datetime: at }, when(at)), until && !sameDay(at, until) && [' – ', element('time', { datetime: until }, when(until))]),
      look === 'here' && element('p', { class: 'small strong' }, t('strip.here')),
      (look === 'ahead' || look === 'unseen') && element('p', { class: 'small soft' }, t(`strip.${look}`)),
      marks.length > 0 && element('ul', { class: 'strip-marks' }, marks.map((mark) => element('li', { class: ALARMS.has(mark) ? 'badge warn' : 'badge' }, t(`strip.mark.${mark}`)))),
    ),
  );
}

/** @param {Gap} gap @param {import('./strip_drawing.js').Links} links */
function gapItem({ since, days, place, country, long }, links) {
  const where = place ?? (country && countryName(country));
  return element(
    'li',
    { class: long ? 'gap long' : 'gap' },
    segment('gap', links),
    element(
      'div',
      {},
      element('p', { class: 'strip-place' }, t('strip.gap', { days: count('case.days', days) })),
      element('p', { class: 'small' }, t('strip.gap.since', { date: when(since) })),
      where && element('p', { class: 'small soft' }, t('strip.gap.last', { place: where })),
    ),
  );
}

/** What is unremarkable in a long journey, until somebody asks for it. @param {StationItem[]} stations @param {Link} from */
function foldedItem(stations, from) {
  const open = () => {
    const items = stations.map((item, index) => stationItem(item, stations[index - 1]?.link ?? from));
    items[0].tabIndex = -1;
    folded.replaceWith(...items);
    items[0].focus();
  };
  const folded = element('li', { class: 'passed' }, segment('folded', { from, to: stations[stations.length - 1].link }), element('div', {}, element('button', { type: 'button', class: 'quiet', onclick: open }, count('strip.more', stations.length))));
  return folded;
}

/** As the reader counts days. @param {string} one @param {string} other */
function sameDay(one, other) {
  return new Date(one).toDateString() === new Date(other).toDateString();
}
