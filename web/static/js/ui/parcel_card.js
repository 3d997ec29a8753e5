/**
 * Which parcel it is about, so that the customer knows at a glance that this is theirs.
 */

import { element } from './element.js';
import { icon } from './icon.js';
import { t } from './words.js';

/** @param {import('../protocol/wire.js').CaseGlimpse} glimpse */
export function parcelCard({ reference, title, carrier, tracking_tail: tail }) {
  return element(
    'section',
    { class: 'parcel-card', 'aria-label': t('welcome.about') },
    icon('parcel'),
    element(
      'div',
      {},
      element('p', { class: 'small soft' }, t('welcome.about')),
      element('p', { class: 'parcel-title', dir: 'auto' }, title),
      element('p', { class: 'small' }, trackingWords(carrier, tail)),
      element('p', { class: 'small soft' }, t('welcome.reference', { reference })),
    ),
  );
}

/** @param {string | null} carrier @param {string | null} tail */
function trackingWords(carrier, tail) {
  if (tail === null) return carrier;
  return carrier === null ? t('welcome.tracking.plain', { tail }) : t('welcome.tracking', { carrier, tail });
}
