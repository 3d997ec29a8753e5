/**
 * How a line was over a call, drawn: the mark of the voice above, what was lost and what was made up below, and a strip for the
 * own picture when it was smaller or paused. Time goes from left to right in every language, as clocks on charts do.
 */

const NAMESPACE = 'http://www.w3.org/2000/svg';
const WIDTH = 600;
const MOS = { top: 8, height: 84, lowest: 1, highest: 4.5, lines: [2, 3, 4] };
const LOSS = { top: 112, height: 56, least: 0.1 };
const STRIP = { top: 180, height: 8 };
const HEIGHT = 192;
/** Measurements are two seconds apart; where more is missing, nothing is known. */
const GAP_MS = 7000;

/** @typedef {import('../protocol/desk.js').QualitySample} QualitySample */
/** @typedef {{ms: number, sample: QualitySample}} Dated */

/**
 * @param {readonly QualitySample[]} samples in order, at least one
 * @param {{words: string, fromMs: number, toMs: number}} about what it shows, in words; the time it covers, so that two charts can be compared
 */
export function qualityChart(samples, { words, fromMs, toMs }) {
  const dated = samples.map((sample) => ({ ms: Date.parse(sample.at), sample }));
  const x = (/** @type {number} */ ms) => (WIDTH * (ms - fromMs)) / Math.max(1, toMs - fromMs);
  const highest = Math.max(LOSS.least, ...samples.map(({ loss_in: loss, concealed }) => Math.max(loss ?? 0, concealed ?? 0)));
  const mosY = (/** @type {number} */ mos) => MOS.top + MOS.height * (1 - (mos - MOS.lowest) / (MOS.highest - MOS.lowest));
  const lossY = (/** @type {number} */ share) => LOSS.top + LOSS.height * (1 - share / highest);
  const line = (/** @type {(sample: QualitySample) => number | null} */ value) => pathOf(dated, x, value);
  return shape('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: 'quality-chart', role: 'img', 'aria-label': words, preserveAspectRatio: 'none' }, [
    ...MOS.lines.map((mos) => shape('line', { class: 'quality-grid', x1: 0, x2: WIDTH, y1: mosY(mos), y2: mosY(mos) })),
    shape('line', { class: 'quality-grid', x1: 0, x2: WIDTH, y1: lossY(0), y2: lossY(0) }),
    shape('path', { class: 'quality-mos', d: line(({ mos }) => (mos === null ? null : mosY(mos))) }),
    shape('path', { class: 'quality-lost', d: line(({ loss_in: loss }) => (loss === null ? null : lossY(loss))) }),
    shape('path', { class: 'quality-concealed', d: line(({ concealed }) => (concealed === null ? null : lossY(concealed))) }),
    ...stretches(dated).map(({ sent, from, to }) => shape('rect', { class: `quality-${sent}`, x: x(from), y: STRIP.top, width: Math.max(2, x(to) - x(from)), height: STRIP.height })),
  ]);
}

/** A small piece of a line as the chart has it. @param {'mos' | 'lost' | 'concealed' | 'smaller' | 'paused'} name */
export function swatch(name) {
  const drawn = name === 'smaller' || name === 'paused' ? shape('rect', { class: `quality-${name}`, x: 0, y: 2, width: 24, height: 8 }) : shape('path', { class: `quality-${name}`, d: 'M0 6H24' });
  return shape('svg', { viewBox: '0 0 24 12', class: 'quality-swatch', 'aria-hidden': 'true' }, [drawn]);
}

/** A line with gaps where nothing is known. @param {readonly Dated[]} dated @param {(ms: number) => number} x @param {(sample: QualitySample) => number | null} value */
function pathOf(dated, x, value) {
  let [path, before] = ['', -Infinity];
  for (const { ms, sample } of dated) {
    const y = value(sample);
    if (y === null) continue;
    path += `${ms - before > GAP_MS ? 'M' : 'L'}${x(ms).toFixed(1)} ${y.toFixed(1)}`;
    if (ms - before > GAP_MS) path += 'h0.1'; // one alone is a point
    before = ms;
  }
  return path;
}

/** From when to when less of the own picture was sent. @param {readonly Dated[]} dated */
function stretches(dated) {
  /** @type {{sent: 'smaller' | 'paused', from: number, to: number}[]} */
  const found = [];
  for (const { ms, sample } of dated) {
    if (sample.sent === 'full') continue;
    const sent = sample.sent === 'paused' ? 'paused' : 'smaller';
    const last = found.at(-1);
    if (last?.sent === sent && ms - last.to < GAP_MS) last.to = ms;
    else found.push({ sent, from: ms - 2000, to: ms });
  }
  return found;
}

/** @param {string} name @param {Record<string, string | number>} attributes @param {SVGElement[]} [children] @returns {SVGElement} */
function shape(name, attributes, children = []) {
  const made = /** @type {SVGElement} */ (document.createElementNS(NAMESPACE, name));
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.append(...children);
  return made;
}
