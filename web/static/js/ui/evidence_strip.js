/**
 * What has been filed from this call, above the text: small pictures with their name and the first characters of their hash,
 * the same on both sides, so that the two can compare them aloud. Each opens large.
 */

import { shortHash } from '../state/evidence_view.js';
import { element } from './element.js';
import { lookAtEvidence } from './evidence_viewer.js';
import { icon } from './icons.js';
import { t, when } from './words.js';

/** @typedef {import('../state/call_view.js').CallView} CallView */
/** @typedef {import('../protocol/wire.js').EvidenceFile} EvidenceFile */

/**
 * @param {object} options
 * @param {(file: EvidenceFile, what: 'file' | 'preview') => Promise<string>} options.url
 * @param {AbortSignal} options.signal
 */
export function evidenceStrip({ url, signal }) {
  const list = element('ul', { 'aria-live': 'polite' });
  const strip = element('section', { class: 'evidence-strip', hidden: true, 'aria-label': t('evidence.list') }, element('h3', {}, t('evidence.list')), list);
  /** @type {Set<string>} */
  const drawn = new Set();
  /** @param {CallView} view */
  const show = ({ evidence }) => {
    strip.hidden = evidence.files.length === 0;
    for (const file of evidence.files) {
      if (drawn.has(file.id)) continue;
      drawn.add(file.id);
      list.prepend(element('li', {}, item(file, url, signal)));
    }
  };
  return { strip, show };
}

/** @param {EvidenceFile} file @param {(file: EvidenceFile, what: 'file' | 'preview') => Promise<string>} url @param {AbortSignal} signal */
function item(file, url, signal) {
  const picture = file.media_type.startsWith('image/');
  const small = picture ? element('img', { alt: '', width: 48, height: 48 }) : icon('file');
  if (small instanceof HTMLImageElement) void url(file, 'preview').then((found) => (small.src = found), () => {}); // its name stands beside it
  return element(
    'button',
    { type: 'button', class: 'evidence-item', title: t('evidence.open', { file: file.name }), onclick: () => void lookAtEvidence(file, { url, signal }) },
    small,
    element('span', { class: 'evidence-name' }, element('bdi', {}, file.name)),
    element('span', { class: 'evidence-facts' }, `${file.by_name} · ${when(file.at, { timeStyle: 'short' })} · `, element('code', { dir: 'ltr' }, shortHash(file.sha256))),
  );
}
