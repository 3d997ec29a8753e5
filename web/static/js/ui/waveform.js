/**
 * The sound of a recording, drawn: staff above, the customer below, and what is missing. A click or a key leads there.
 * Time goes from left to right in every language, as on the other charts.
 */

import { columnsOf, moved } from '../state/waveform.js';
import { duration, t } from './desk_words.js';
import { element } from './element.js';

const NAMESPACE = 'http://www.w3.org/2000/svg';
const WIDTH = 600;
const BAND = 64;
const COLUMNS = 300;
/** Below this a gap could not be seen. */
const THINNEST = 1.5;

/** @typedef {import('../protocol/desk.js').RecordingRecord} RecordingRecord */
/** @typedef {import('../state/waveform.js').Peaks} Peaks */

/**
 * @param {RecordingRecord} recording
 * @param {HTMLAudioElement} audio what is moved, and tells where it is
 * @returns {{shown: HTMLElement, draw: (peaks: Peaks) => void}} what is missing shows at once, the sound when it is there
 */
export function waveform(recording, audio) {
  const seconds = recording.seconds;
  const sound = { left: shape('path', { class: 'wave-left' }), right: shape('path', { class: 'wave-right' }) };
  const hatch = `paused-${recording.recording_id}`;
  const drawn = shape('svg', { viewBox: `0 0 ${WIDTH} ${2 * BAND}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' }, [
    shape('defs', {}, [shape('pattern', { id: hatch, width: 6, height: 6, patternUnits: 'userSpaceOnUse' }, [shape('path', { class: 'wave-hatch', d: 'M0 6L6 0' })])]),
    ...(recording.gaps ?? []).map((gap) => gapOf(gap, seconds, hatch)),
    shape('line', { class: 'wave-middle', x1: 0, x2: WIDTH, y1: BAND, y2: BAND }),
    sound.left,
    sound.right,
  ]);
  const shown = element(
    'div',
    { class: 'waveform', role: 'slider', tabindex: 0, 'aria-label': t('log.whole.position'), 'aria-valuemin': 0, 'aria-valuemax': Math.round(seconds), 'aria-keyshortcuts': 'ArrowLeft ArrowRight PageUp PageDown Home End Space' },
    drawn,
    element('span', { class: 'wave-name wave-name-left small', 'aria-hidden': 'true' }, t('role.agent')),
    element('span', { class: 'wave-name wave-name-right small', 'aria-hidden': 'true' }, t('role.customer')),
    element('span', { class: 'wave-head', 'aria-hidden': 'true' }),
  );
  const tell = () => {
    shown.style.setProperty('--played', String(Math.min(1, audio.currentTime / Math.max(seconds, 0.1))));
    shown.setAttribute('aria-valuenow', String(Math.round(audio.currentTime)));
    shown.setAttribute('aria-valuetext', t('log.whole.at', { at: duration(audio.currentTime), length: duration(seconds) }));
  };
  for (const event of ['timeupdate', 'seeking', 'seeked', 'loadedmetadata']) audio.addEventListener(event, tell);
  const go = (/** @type {number} */ at) => {
    audio.currentTime = at;
    tell();
  };
  shown.addEventListener('pointerdown', (event) => event.button === 0 && shown.setPointerCapture(event.pointerId));
  shown.addEventListener('pointermove', (event) => shown.hasPointerCapture(event.pointerId) && go(placeOf(event, shown) * seconds));
  shown.addEventListener('click', (event) => go(placeOf(event, shown) * seconds));
  shown.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = moved(event.key, audio.currentTime, seconds);
    if (at !== null) go(at);
    else if (event.key === ' ') audio.paused ? void audio.play().catch(() => {}) : audio.pause(); // what failed, the player's own error tells
    else return;
    event.preventDefault();
  });
  tell();
  const draw = (/** @type {Peaks} */ peaks) => {
    sound.left.setAttribute('d', pathOf(columnsOf(peaks, 'left', COLUMNS), BAND / 2));
    sound.right.setAttribute('d', pathOf(columnsOf(peaks, 'right', COLUMNS), BAND * 1.5));
  };
  return { shown, draw };
}

/** How far along it is, 0 to 1. @param {MouseEvent} event @param {HTMLElement} shown */
function placeOf(event, shown) {
  const { left, width } = shown.getBoundingClientRect();
  return Math.min(1, Math.max(0, (event.clientX - left) / Math.max(1, width)));
}

/** @param {import('../state/waveform.js').Column[]} columns @param {number} middle */
function pathOf(columns, middle) {
  const reach = BAND / 2 - 4;
  const step = WIDTH / Math.max(1, columns.length);
  return columns.map(({ low, high }, at) => `M${((at + 0.5) * step).toFixed(1)} ${(middle - high * reach - 0.5).toFixed(1)}V${(middle - low * reach + 0.5).toFixed(1)}`).join('');
}

/** @param {import('../protocol/desk.js').SideGapRecord} gap @param {number} seconds @param {string} hatch the pattern of a pause */
function gapOf({ side, from_s: from, to_s: to, why }, seconds, hatch) {
  const x = (/** @type {number} */ at) => (WIDTH * at) / Math.max(seconds, 0.1);
  const place = { x: x(from), y: side === 'left' ? 0 : BAND, width: Math.max(THINNEST, x(to) - x(from)), height: BAND };
  return shape('rect', { class: `wave-gap wave-${why}`, ...place, ...(why === 'paused' ? { fill: `url(#${hatch})` } : {}) });
}

/** @param {string} name @param {Record<string, string | number>} attributes @param {SVGElement[]} [children] @returns {SVGElement} */
function shape(name, attributes, children = []) {
  const made = /** @type {SVGElement} */ (document.createElementNS(NAMESPACE, name));
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.append(...children);
  return made;
}
