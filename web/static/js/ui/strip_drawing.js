/**
 * The pictures of a strip: for each station its sign and the line that leads on from it, along or down, whichever the style
 * shows. Lengths are percentages, so that a segment grows with the words beside it. They mean nothing that is not in words too.
 */

const NAMESPACE = 'http://www.w3.org/2000/svg';
const CENTRE = 14;

/** @typedef {import('../state/route_strip.js').Look} Look */
/** @typedef {import('../state/route_strip.js').Link} Link */
/** @typedef {{from: Link, to: Link}} Links how the line comes here, and how it goes on */
/** @typedef {Look | 'gap' | 'folded'} Sign */

/** @param {Sign} sign @param {Links} links @param {readonly string[]} [marks] @returns {SVGSVGElement} */
export function segment(sign, { from, to }, marks = []) {
  const lines = [...(from === 'none' ? [] : [line('along', from, true), line('down', from, true)]), ...(to === 'none' ? [] : [line('along', to), line('down', to)])];
  const picture = shape('svg', { class: `segment ${sign}`, 'aria-hidden': 'true', focusable: 'false' }, ...lines, ...signOf(sign, marks));
  return /** @type {SVGSVGElement} */ (picture);
}

/** @param {Sign} sign @param {readonly string[]} marks */
function signOf(sign, marks) {
  if (sign === 'gap') return [circle(9, 'hole'), ...[-4, 0, 4].map((at) => shape('circle', { cx: CENTRE + at, cy: CENTRE, r: 1.25, class: 'dot-of-gap' }))];
  if (sign === 'folded') return [-5, 0, 5].map((at) => shape('circle', { cx: CENTRE + at, cy: CENTRE, r: 2, class: 'sign' }));
  const body = marks.includes('customs') ? shape('rect', { x: CENTRE - 6, y: CENTRE - 6, width: 12, height: 12, rx: 2, class: 'sign' }) : circle(6, 'sign');
  return [
    sign === 'here' && circle(11, 'halo'),
    body,
    marks.includes('handed_over') && circle(2.25, 'inside'),
    marks.includes('loop') && shape('path', { d: 'M7.500 5.500a11 11 0 1 1 -3.500 4M7.500 5.500l-.500 4.500M7.500 5.500l-4.500 0', class: 'stroke alarm' }),
    marks.includes('jump') && shape('path', { d: 'M4 1l-3 7h4l-2 6', class: 'stroke alarm' }),
  ].filter((part) => part !== false);
}

/** @param {'along' | 'down'} way @param {Link} link @param {boolean} [before] the piece that leads here */
function line(way, link, before = false) {
  const [begin, end] = before ? [0, CENTRE] : [CENTRE, '100%'];
  const ends = way === 'along' ? { x1: begin, y1: CENTRE, x2: end, y2: CENTRE } : { x1: CENTRE, y1: begin, x2: CENTRE, y2: end };
  return shape('line', { ...ends, class: `${way} ${link}` });
}

/** @param {number} r @param {string} look */
function circle(r, look) {
  return shape('circle', { cx: CENTRE, cy: CENTRE, r, class: look });
}

/** @param {string} tag @param {Record<string, string | number>} attributes @param {...Element} children */
function shape(tag, attributes, ...children) {
  const made = document.createElementNS(NAMESPACE, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}
