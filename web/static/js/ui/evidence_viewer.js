/**
 * One photo or document, large: the whole of it, who sent it when, and its hash in full.
 */

import { element } from './element.js';
import { icon } from './icons.js';
import { t, when } from './words.js';

/** @typedef {{id: string, name: string, media_type: string, sha256: string, by_name: string, at: string}} Shown */

/**
 * @template {Shown} File
 * @param {File} file
 * @param {object} how
 * @param {(file: File, what: 'file' | 'preview') => Promise<string>} how.url
 * @param {AbortSignal} how.signal closes it
 */
export async function lookAtEvidence(file, { url, signal }) {
  const picture = file.media_type.startsWith('image/');
  const trouble = element('p', { class: 'evidence-trouble', role: 'alert' });
  const shown = picture ? element('img', { alt: file.name, onerror: () => (trouble.textContent = t('evidence.not_shown')) }) : icon('file');
  const save = element('a', { class: 'evidence-save', download: file.name }, t('evidence.save'));
  const dialog = element(
    'dialog',
    { class: 'evidence-viewer', 'aria-labelledby': 'viewer-title' },
    element('h2', { id: 'viewer-title' }, element('bdi', {}, file.name)),
    element('div', { class: 'evidence-frame' }, shown),
    trouble,
    element('p', { class: 'evidence-facts' }, t('evidence.by', { name: file.by_name, when: when(file.at) })),
    element('p', { class: 'evidence-facts' }, `${t('evidence.hash')} `, element('code', { dir: 'ltr' }, file.sha256)),
    element('form', { method: 'dialog', class: 'evidence-acts' }, save, element('button', { autofocus: true }, t('close'))),
  );
  const gone = new AbortController();
  signal.addEventListener('abort', () => dialog.close(), { once: true, signal: gone.signal });
  dialog.addEventListener('close', () => {
    gone.abort();
    dialog.remove();
  });
  document.body.append(dialog);
  dialog.showModal();
  try {
    save.href = await url(file, 'file');
    if (shown instanceof HTMLImageElement) shown.src = save.href;
  } catch {
    trouble.textContent = t('evidence.not_shown');
  }
}
