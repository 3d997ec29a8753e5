/**
 * How loud each side of a recording was, read from the .dat form of audiowaveform (version 2, 8 bits, two channels:
 * https://github.com/bbc/audiowaveform/blob/master/doc/DataFormat.md), and what is drawn of it.
 */

const HEAD_BYTES = 24;
/** Someone who only breathes is not drawn as if they shouted. */
const QUIETEST = 24;

/** @typedef {{perSecond: number, points: number, values: Int8Array}} Peaks for each point: lowest and highest on the left, then on the right */
/** @typedef {{low: number, high: number}} Column -1 to 1 */
/** @typedef {import('../protocol/desk.js').SideGapRecord} SideGapRecord */
/** @typedef {{sides: ('left' | 'right')[], from_s: number, to_s: number, why: string}} GapLine */

/** @param {ArrayBuffer} file @returns {Peaks} RangeError or TypeError for anything else */
export function readPeaksFile(file) {
  const head = new DataView(file, 0, HEAD_BYTES);
  const [version, flags, rate, perPoint, points, channels] = [0, 4, 8, 12, 16, 20].map((at) => head.getInt32(at, true));
  if (version !== 2 || (flags & 1) !== 1 || channels !== 2 || perPoint <= 0) throw new TypeError('another form of peaks');
  return { perSecond: rate / perPoint, points, values: new Int8Array(file, HEAD_BYTES, points * 4) };
}

/**
 * One side in so many columns; fewer when there are fewer points.
 *
 * @param {Peaks} peaks
 * @param {'left' | 'right'} side
 * @param {number} count
 * @returns {Column[]}
 */
export function columnsOf(peaks, side, count) {
  const loudest = Math.max(QUIETEST, peaks.values.reduce((most, value) => Math.max(most, Math.abs(value)), 0));
  const columns = Math.min(count, peaks.points);
  const offset = side === 'left' ? 0 : 2;
  return Array.from({ length: columns }, (_, column) => {
    let [low, high] = [0, 0];
    const end = Math.max(Math.floor(((column + 1) * peaks.points) / columns), Math.floor((column * peaks.points) / columns) + 1);
    for (let point = Math.floor((column * peaks.points) / columns); point < end; point += 1) {
      low = Math.min(low, peaks.values[point * 4 + offset]);
      high = Math.max(high, peaks.values[point * 4 + offset + 1]);
    }
    return { low: low / loudest, high: high / loudest };
  });
}

/**
 * What is missing, for reading: a pause is one of both, and one line.
 *
 * @param {readonly SideGapRecord[]} gaps
 * @param {number} most so many, the longest ones
 * @returns {GapLine[]} in order
 */
export function gapLines(gaps, most) {
  /** @type {Map<string, GapLine>} */
  const lines = new Map();
  for (const { side, from_s, to_s, why } of gaps) {
    const key = [from_s.toFixed(1), to_s.toFixed(1), why].join();
    const line = lines.get(key);
    if (line) line.sides.push(side);
    else lines.set(key, { sides: [side], from_s, to_s, why });
  }
  const longest = [...lines.values()].sort((one, other) => other.to_s - other.from_s - (one.to_s - one.from_s)).slice(0, most);
  return longest.sort((one, other) => one.from_s - other.from_s);
}

/**
 * Where a key leads from a position; null for a key that means something else.
 *
 * @param {string} key
 * @param {number} at seconds
 * @param {number} seconds of all
 */
export function moved(key, at, seconds) {
  const steps = /** @type {Record<string, number>} */ ({ ArrowRight: 5, ArrowUp: 5, ArrowLeft: -5, ArrowDown: -5, PageUp: 30, PageDown: -30, Home: -Infinity, End: Infinity });
  return key in steps ? Math.min(Math.max(0, at + steps[key]), seconds) : null;
}
