/**
 * The few pictures on buttons, drawn as strokes in the colour of their text. Always beside or behind words.
 */

const SVG = 'http://www.w3.org/2000/svg';

/** Paths on a 24 x 24 field. */
const PATHS = {
  microphone: ['M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3z', 'M5.5 11a6.5 6.5 0 0 0 13 0', 'M12 17.5V21'],
  microphone_off: ['M15 9.5V6a3 3 0 0 0-5.6-1.5', 'M9 9v2a3 3 0 0 0 4.6 2.5', 'M5.5 11a6.5 6.5 0 0 0 10.3 5.3', 'M18.5 11a6.4 6.4 0 0 1-.7 2.9', 'M12 17.5V21', 'M4 3l16 18'],
  camera: ['M4.5 6.5h9a1.5 1.5 0 0 1 1.5 1.5v8a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 3 16V8a1.5 1.5 0 0 1 1.5-1.5z', 'M15 10.5l6-3v9l-6-3'],
  camera_off: ['M9.5 6.5h4A1.5 1.5 0 0 1 15 8v4', 'M15 16a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 3 16V8a1.5 1.5 0 0 1 1.5-1.5H6', 'M15 10.5l6-3v9l-3.5-1.75', 'M4 3l16 18'],
  chat: ['M5.5 4.5h13A1.5 1.5 0 0 1 20 6v8.5a1.5 1.5 0 0 1-1.5 1.5H11l-4.5 4v-4h-1A1.5 1.5 0 0 1 4 14.5V6a1.5 1.5 0 0 1 1.5-1.5z', 'M8 8.5h8', 'M8 12h5'],
  hangup: ['M3 14.5c5-5 13-5 18 0 .6.6.6 1.500 0 2.100l-1.300 1.300c-.5.5-1.300.6-1.900.2l-2.300-1.600a1.500 1.500 0 0 1-.6-1.600l.3-1.400a11 11 0 0 0-6.400 0l.3 1.400a1.500 1.500 0 0 1-.6 1.600l-2.300 1.600c-.6.4-1.400.3-1.900-.2L3 16.600a1.500 1.500 0 0 1 0-2.100z'],
  record: ['M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16z', 'M12 9a3 3 0 1 1 0 6 3 3 0 0 1 0-6z'],
  pause: ['M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16z', 'M10 9v6', 'M14 9v6'],
  stop: ['M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16z', 'M9.5 9.5h5v5h-5z'],
  devices: ['M4 7h10', 'M18 7h2', 'M16 5a2 2 0 1 1 0 4 2 2 0 0 1 0-4z', 'M4 17h2', 'M10 17h10', 'M8 15a2 2 0 1 1 0 4 2 2 0 0 1 0-4z'],
  lock: ['M6.5 10.5h11v9h-11z', 'M8.5 10.500V8a3.500 3.500 0 0 1 7 0v2.500'],
  close: ['M6 6l12 12', 'M18 6L6 18'],
  screen: ['M4.5 5h15A1.5 1.5 0 0 1 21 6.5v9a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 15.5v-9A1.5 1.5 0 0 1 4.5 5z', 'M9 20.5h6', 'M12 14V8.5', 'M9.5 10.8L12 8.300l2.500 2.500'],
  screen_off: ['M4.5 5h15A1.5 1.5 0 0 1 21 6.5v9a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 15.5v-9A1.5 1.5 0 0 1 4.5 5z', 'M9 20.5h6', 'M10 9l4 4', 'M14 9l-4 4'],
  pip: ['M4.5 5h15A1.5 1.5 0 0 1 21 6.5v11a1.500 1.500 0 0 1-1.500 1.500h-15A1.500 1.500 0 0 1 3 17.500v-11A1.500 1.500 0 0 1 4.500 5z', 'M12 12h6.500v4.500H12z'],
  full: ['M4 9V4.500h4.500', 'M20 9V4.500h-4.500', 'M4 15v4.500h4.500', 'M20 15v4.500h-4.500'],
  label: ['M4 5.500h9.500l6.500 6.500-6.500 6.500H4z', 'M8 9.500h4', 'M8 12.500h5'],
  attach: ['M19 11.500l-7.500 7.500a4.500 4.500 0 0 1-6.400-6.400l8-8a3 3 0 0 1 4.300 4.300l-8 8a1.500 1.500 0 0 1-2.200-2.200l7.300-7.300'],
  whole: ['M4 8.500V5h3.500', 'M16.500 5H20v3.500', 'M20 15.500V19h-3.500', 'M7.500 19H4v-3.500', 'M8 9h8v6H8z'],
  file: ['M7 3.500h7l4 4v13H7z', 'M14 3.500v4h4', 'M9.500 12.500h6', 'M9.500 16h6'],
  send: ['M4 12l16-7-5 15-3.500-6.500z', 'M11.500 13.500L20 5'],
};
/** Pictures that point along the line of writing: they turn where it runs from the right. @type {Set<string>} */
const TURN = new Set(['chat', 'send']);
/** @typedef {keyof typeof PATHS} IconName */

/** @param {IconName} name */
export function icon(name) {
  const drawing = document.createElementNS(SVG, 'svg');
  for (const [key, value] of Object.entries({ viewBox: '0 0 24 24', class: 'icon', 'aria-hidden': 'true', focusable: 'false' })) drawing.setAttribute(key, value);
  if (TURN.has(name)) drawing.dataset.turns = '';
  for (const shape of PATHS[name]) {
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('d', shape);
    drawing.append(path);
  }
  return drawing;
}
