/**
 * Small drawings of what to press: an address bar, a menu, two switches. Without words, so that they fit every language, and
 * mirrored where one reads from the right, as browsers are there. They add nothing to the words beside them.
 */

const NAMESPACE = 'http://www.w3.org/2000/svg';
const WIDTH = 120;
const HEIGHT = 72;

/** Around their own middle, six to each side. */
const GLYPHS = Object.freeze({
  sliders: 'M-6-2.500h3M1-2.500h5M-1-4.500a2 2 0 100 4 2 2 0 000-4zM-6 3h5M3 3h3M1 1a2 2 0 100 4 2 2 0 000-4z',
  lock: 'M-4-1h8v6h-8zM-2.500-1v-1.500a2.500 2.500 0 015 0V-1',
  page: 'M-4-5.500h8v11h-8zM-1.800-2.500h3.600M-1.800 0h3.600M-1.800 2.500h3.600',
  camera: 'M-6-3.500h8v7h-8zM2-1l4-2.200v6.400L2 1',
  microphone: 'M0 1.500a2 2 0 002-2v-3a2 2 0 00-4 0v3a2 2 0 002 2zM-4-.500a4 4 0 008 0M0 3.500V6',
  crossed: 'M-6-3.500h8v7h-8zM2-1l4-2.200v6.400L2 1M-6-6L6 6',
  gear: 'M0-1.700a1.700 1.700 0 100 3.400 1.700 1.700 0 000-3.400zM0-4.300a4.300 4.300 0 100 8.600 4.300 4.300 0 000-8.600zM0-6v1.700M0 4.300V6M-6 0h1.700M4.300 0H6M-4.240-4.240l1.200 1.200M3.040 3.040l1.200 1.200M-4.240 4.240l1.200-1.200M3.040-3.040l1.200-1.200',
  dots: 'M-4.500 0h.010M0 0h.010M4.500 0h.010',
  cross: 'M-3-3L3 3M3-3l-6 6',
  out: 'M-5-1v6h8V1M0-5h5V0M5-5l-6 6',
});
/** @typedef {keyof typeof GLYPHS} Glyph */
/** @typedef {{tag: 'rect' | 'circle' | 'path', kind: string, numbers: Record<string, number | string>}} Shape */

/** @param {number} x @param {number} y @param {number} width @param {number} height @param {string} [kind] `hot` is where to press @returns {Shape} */
const box = (x, y, width, height, kind = 'line') => ({ tag: 'rect', kind, numbers: { x, y, width, height, rx: Math.min(5, height / 2) } });
/** Words, as seen from afar. @param {number} x @param {number} y @param {number} width @returns {Shape} */
const words = (x, y, width) => box(x, y, width, 3, 'words');
/** @param {number} x @param {number} y @param {number} r @param {string} [kind] @returns {Shape} */
const ring = (x, y, r, kind = 'hot') => ({ tag: 'circle', kind, numbers: { cx: x, cy: y, r } });
/** @param {Glyph} name @param {number} x @param {number} y @param {number} [scale] @returns {Shape} */
const glyph = (name, x, y, scale = 1) => ({ tag: 'path', kind: name === 'dots' ? 'glyph dots' : 'glyph', numbers: { d: GLYPHS[name], transform: `translate(${x} ${y}) scale(${scale})` } });

const WINDOW = box(1, 1, WIDTH - 2, HEIGHT - 2, 'paper');
/** @param {Glyph} name @param {number} y */
const addressBar = (name, y) => [WINDOW, box(9, y, 102, 18), ring(20, y + 9, 11), glyph(name, 20, y + 9), words(38, y + 7.5, 46)];
/** @param {number} y @param {Glyph} name */
const switchedOn = (y, name) => [glyph(name, 22, y), words(38, y - 1.5, 34), box(82, y - 7, 26, 14, 'on'), ring(101, y, 5, 'knob')];
/** @param {number} y @param {Glyph} name */
const blocked = (y, name) => [glyph(name, 22, y), words(38, y - 1.5, 34), ring(100, y, 8), glyph('cross', 100, y)];

/** @type {Record<string, Shape[]>} */
const PICTURES = {
  bar_sliders: [...addressBar('sliders', 12), words(12, 44, 70), words(12, 54, 50)],
  bar_lock: [...addressBar('lock', 12), words(12, 44, 70), words(12, 54, 50)],
  bar_crossed: [...addressBar('crossed', 12), words(12, 44, 70), words(12, 54, 50)],
  bar_bottom: [...addressBar('page', 45), words(12, 12, 70), words(12, 22, 50)],
  menu: [WINDOW, words(10, 8, 12), box(28, 3, 30, 13, 'hot'), words(34, 8, 18), words(66, 8, 14), box(28, 20, 64, 44), words(34, 28, 40), box(31, 36, 58, 12, 'hot'), words(36, 40.5, 46), words(34, 54, 32)],
  switches: [WINDOW, ...switchedOn(24, 'camera'), ...switchedOn(49, 'microphone')],
  blocks: [WINDOW, ...blocked(24, 'camera'), ...blocked(49, 'microphone')],
  gear: [WINDOW, ring(36, 36, 20), glyph('gear', 36, 36, 2.2), words(68, 28, 38), words(68, 41, 26)],
  app_top: [WINDOW, words(12, 14, 40), ring(103, 15, 10), glyph('dots', 103, 15), words(12, 38, 84), words(12, 48, 66), words(12, 58, 74)],
  app_bottom: [WINDOW, words(12, 12, 84), words(12, 22, 66), words(12, 32, 74), ring(103, 57, 10), glyph('dots', 103, 57), words(12, 56, 40)],
  app_list: [WINDOW, words(16, 13, 52), box(8, 24, 104, 20, 'hot'), words(16, 32.5, 52), glyph('out', 98, 34), words(16, 55, 44)],
};
/** @typedef {'bar_sliders' | 'bar_lock' | 'bar_crossed' | 'bar_bottom' | 'menu' | 'switches' | 'blocks' | 'gear' | 'app_top' | 'app_bottom' | 'app_list'} PictureName */

/** @param {PictureName} name @returns {SVGSVGElement} */
export function stepPicture(name) {
  const drawing = document.createElementNS(NAMESPACE, 'svg');
  for (const [key, value] of Object.entries({ viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: 'step-picture', 'aria-hidden': 'true', focusable: 'false' })) drawing.setAttribute(key, value);
  for (const { tag, kind, numbers } of PICTURES[name]) {
    const shape = document.createElementNS(NAMESPACE, tag);
    shape.setAttribute('class', kind);
    for (const [key, value] of Object.entries(numbers)) shape.setAttribute(key, String(value));
    drawing.append(shape);
  }
  return drawing;
}
