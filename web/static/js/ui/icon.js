/**
 * The pictures of buttons and lines, drawn from strokes. They mean nothing by themselves: the words stand beside them.
 */

const NAMESPACE = 'http://www.w3.org/2000/svg';

/** On a field of 24 by 24. */
const STROKES = Object.freeze({
  arrow: 'M5 12h14M13 6l6 6-6 6',
  camera: 'M15 10l5.2-3.1A.5.5 0 0121 7.3v9.4a.5.5 0 01-.8.4L15 14M5 6h8a2 2 0 012 2v8a2 2 0 01-2 2H5a2 2 0 01-2-2V8a2 2 0 012-2z',
  'camera-off': 'M3 3l18 18M10 6h3a2 2 0 012 2v3l5.200-4.100A.5.5 0 0121 7.300v9.400M15 15v1a2 2 0 01-2 2H5a2 2 0 01-2-2V8a2 2 0 011.500-1.900',
  chat: 'M20 15a2 2 0 01-2 2H9l-5 4V6a2 2 0 012-2h12a2 2 0 012 2zM8 9h8M8 12.500h5',
  check: 'M5 12.500l4.500 4.500L19 7.500',
  clock: 'M12 21a9 9 0 100-18 9 9 0 000 18zM12 7v5l3.500 2',
  copy: 'M9 9h10v11H9zM5 15V4h10',
  devices: 'M13 17H4a1 1 0 01-1-1V6a1 1 0 011-1h14a1 1 0 011 1v2M2 20h11M16 10.500h4.500a.500.500 0 01.500.500v8.500a.500.500 0 01-.500.500H16a.500.500 0 01-.500-.500V11a.500.500 0 01.500-.500z',
  eye: 'M2.500 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12zM12 15a3 3 0 100-6 3 3 0 000 6z',
  'eye-off': 'M3 3l18 18M10.500 6a9.500 9.500 0 011.500-.100c6 0 9.500 6.100 9.500 6.100a16 16 0 01-2.700 3.300M6.200 7.600A15.500 15.500 0 002.500 12S6 18.500 12 18.500a9.300 9.300 0 004.300-1.100M9.900 10a3 3 0 004.200 4.200',
  globe: 'M12 21a9 9 0 100-18 9 9 0 000 18zM3.500 12h17M12 3c2.500 2.500 3.700 5.500 3.700 9s-1.200 6.500-3.700 9c-2.500-2.500-3.700-5.500-3.700-9S9.500 5.500 12 3z',
  heart: 'M12 20s-7.500-4.600-7.500-10A4.300 4.300 0 0112 7.300 4.300 4.300 0 0119.500 10c0 5.400-7.500 10-7.500 10z',
  leave: 'M14 4h4a2 2 0 012 2v12a2 2 0 01-2 2h-4M10 8l-4 4 4 4M6 12h10',
  link: 'M10 14a4 4 0 005.700.300l3-3a4 4 0 00-5.700-5.700L11.500 7M14 10a4 4 0 00-5.700-.300l-3 3A4 4 0 0011 18.400l1.500-1.400',
  lock: 'M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 017 0v3',
  microphone: 'M12 15a3.500 3.500 0 003.500-3.500v-5a3.500 3.500 0 00-7 0v5A3.500 3.500 0 0012 15zM5.500 11.500a6.500 6.500 0 0013 0M12 18v3',
  'microphone-off': 'M3 3l18 18M15.500 10.500v-4a3.500 3.500 0 00-6.800-1.200M8.500 8.500v3a3.500 3.500 0 005.400 2.900M5.500 11.500a6.500 6.500 0 0010.700 5M18.400 12.800c.070-.400.100-.900.100-1.300M12 18v3',
  parcel: 'M12 3l8 4.200v9.600L12 21l-8-4.200V7.200zM4 7.200l8 4.300 8-4.300M12 11.500V21M8 5.100l8 4.300',
  people: 'M9 11a3.500 3.500 0 100-7 3.500 3.500 0 000 7zM2.500 20v-1A5.500 5.500 0 018 13.500h2a5.500 5.500 0 015.500 5.500v1M16 4.500a3.500 3.500 0 010 6.500M18 14a5 5 0 013.500 4.800V20',
  phone: 'M8 3H5a2 2 0 00-2 2.200A17 17 0 0018.800 21a2 2 0 002.200-2v-3l-4.500-2-2 2a13 13 0 01-6-6l2-2z',
  settings: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 9.500a2.500 2.500 0 100-5 2.500 2.500 0 000 5zM9 19.500a2.500 2.500 0 100-5 2.500 2.500 0 000 5z',
  speaker: 'M11 5L6.500 9H3v6h3.500L11 19zM15 9a4.200 4.200 0 010 6M17.800 6.200a8.200 8.200 0 010 11.600',
  turn: 'M4 11.500a8 8 0 0113.600-5.200L20 8.500M20 4v4.500h-4.500M20 12.500a8 8 0 01-13.600 5.200L4 15.500M4 20v-4.500h4.500M12 14.500a2.500 2.500 0 100-5 2.500 2.500 0 000 5z',
  warning: 'M12 4l9 16H3zM12 10v4.500M12 17.500v.100',
});

/** @typedef {keyof typeof STROKES} IconName */

/** @param {IconName} name @returns {SVGSVGElement} */
export function icon(name) {
  const picture = document.createElementNS(NAMESPACE, 'svg');
  const attributes = { viewBox: '0 0 24 24', width: '24', height: '24', fill: 'none', stroke: 'currentColor', 'stroke-width': '1.75', 'stroke-linecap': 'round', 'stroke-linejoin': 'round', 'aria-hidden': 'true', focusable: 'false', class: 'icon' };
  for (const [key, value] of Object.entries(attributes)) picture.setAttribute(key, value);
  if (name === 'arrow' || name === 'leave' || name === 'chat') picture.dataset.turns = '';
  const path = document.createElementNS(NAMESPACE, 'path');
  path.setAttribute('d', STROKES[name]);
  picture.append(path);
  return picture;
}
