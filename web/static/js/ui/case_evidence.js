/**
 * The photos and documents on a case: what, by whom, when, from a call or not, with their hash; and the way to add one.
 */

import { shortHash } from '../state/evidence_view.js';
import { t, when } from './desk_words.js';
import { element, fill } from './element.js';
import { wordsForError } from './error_words.js';
import { lookAtEvidence } from './evidence_viewer.js';
import { panel } from './facts.js';
import { icon } from './icons.js';

/** @typedef {import('../protocol/desk.js').EvidenceRecord} EvidenceRecord */

/**
 * @param {readonly EvidenceRecord[]} files newest first
 * @param {object} act
 * @param {(file: EvidenceRecord, what: 'file' | 'preview') => string} act.url
 * @param {(file: File) => Promise<void>} act.add
 * @param {AbortSignal} act.signal
 */
export function evidencePanel(files, { url, add, signal }) {
  const lines = files.map((file) => element('li', {}, line(file, url, signal)));
  return panel(
    t('case.evidence'),
    { id: 'evidence' },
    lines.length > 0 ? element('ul', { class: 'plain evidence-files' }, lines) : element('p', { class: 'soft' }, t('case.evidence.none')),
    adding(add),
  );
}

/** @param {EvidenceRecord} file @param {(file: EvidenceRecord, what: 'file' | 'preview') => string} url @param {AbortSignal} signal */
function line(file, url, signal) {
  const small = file.media_type.startsWith('image/') ? element('img', { src: url(file, 'preview'), alt: '', width: 48, height: 48, loading: 'lazy' }) : icon('file');
  const look = () => void lookAtEvidence(file, { url: async (one, what) => url(one, what), signal });
  const told = [file.by_name, when(file.at), file.call_id && t('case.evidence.call'), file.keeps_place && t('case.evidence.place')].filter(Boolean).join(' · ');
  return element(
    'button',
    { type: 'button', class: 'evidence-item', title: t('evidence.open', { file: file.name }), onclick: look },
    small,
    element('span', { class: 'evidence-name' }, element('bdi', {}, file.name)),
    element('span', { class: 'evidence-facts' }, `${told} · `, element('code', { dir: 'ltr', title: file.sha256 }, shortHash(file.sha256))),
  );
}

/** @param {(file: File) => Promise<void>} add */
function adding(add) {
  const trouble = element('div', { role: 'alert' });
  const chooser = element('input', { type: 'file', accept: 'image/jpeg,image/png,image/webp,application/pdf', hidden: true, onchange: () => void taken() });
  const button = element('button', { type: 'button', onclick: () => chooser.click() }, t('case.evidence.add'));
  const taken = async () => {
    const file = chooser.files?.[0];
    chooser.value = '';
    if (!file) return;
    button.disabled = true;
    fill(trouble);
    await add(file).catch((error) => fill(trouble, element('p', { class: 'notice bad' }, wordsForError(error))));
    button.disabled = false;
  };
  return element('div', { class: 'stack tight' }, element('div', {}, button, chooser), trouble);
}
