/**
 * The strip of a journey as it is drawn: which station is where on the line, what the line to the next one looks like, where
 * the gap lies, and what is folded away in a long one. Pure.
 */

/** @typedef {import('../protocol/desk.js').Station} Station */
/** @typedef {import('../protocol/desk.js').Strip} Strip */
/** @typedef {import('../protocol/desk.js').Gap} Gap */
/** @typedef {'passed' | 'here' | 'ahead' | 'unseen'} Look */
/** @typedef {'sure' | 'jump' | 'lost' | 'none'} Link how one comes from here to the next */
/** @typedef {{kind: 'station', station: Station, look: Look, link: Link}} StationItem */
/** @typedef {StationItem | {kind: 'gap', gap: Gap, link: Link} | {kind: 'folded', stations: StationItem[], link: Link}} Item */

/** More than these, and what is unremarkable in the middle is folded. */
export const MOST = 9;
const REMARKABLE = new Set(['loop', 'jump', 'customs']);

/** @param {Strip} strip @param {number} [most] @returns {Item[]} */
export function stripItems({ stations, here, gap }, most = MOST) {
  const placed = stations.map((station, index) => place(station, index, stations, here));
  const seen = here === null ? placed.filter(({ look }) => look === 'unseen').length : here + 1;
  const [before, ahead] = [placed.slice(0, seen), placed.slice(seen)];
  /** @type {Item[]} */
  const items = folded(before, most - ahead.length);
  if (gap) items.push({ kind: 'gap', gap, link: ahead.length > 0 ? 'lost' : 'none' });
  return [...items, ...ahead];
}

/** @param {Station} station @param {number} index @param {Station[]} all @param {number | null} here @returns {StationItem} */
function place(station, index, all, here) {
  const last = index === all.length - 1;
  const next = all[index + 1];
  const known = here !== null && index < here;
  const look = index === here ? 'here' : station.at !== null ? 'passed' : known || (index === 0 && !last) ? 'unseen' : 'ahead';
  const link = last && look !== 'here' ? 'none' : !known || look === 'unseen' ? 'lost' : next?.marks.includes('jump') ? 'jump' : 'sure';
  return { kind: 'station', station, look, link: last && look === 'here' ? 'none' : link };
}

/** The first and the latest stay, and whatever an anomaly is about. @param {StationItem[]} stations @param {number} most @returns {Item[]} */
function folded(stations, most) {
  if (stations.length <= most) return stations;
  const latest = stations.length - (most - 2);
  /** @type {Item[]} */
  const items = [];
  for (const [index, item] of stations.entries()) {
    const stays = index === 0 || index >= latest || item.station.marks.some((mark) => REMARKABLE.has(mark));
    const last = items.at(-1);
    if (stays) items.push(item);
    else if (last?.kind === 'folded') {
      last.stations.push(item);
      last.link = item.link;
    } else items.push({ kind: 'folded', stations: [item], link: item.link });
  }
  return items;
}
