/** What a receipt says of a recording: whether it is kept, until when, and what of whom. Pure: keys, and the names in them. */

/** @typedef {import('../protocol/receipt_api.js').ReceiptRecording} ReceiptRecording */
/** @typedef {import('../protocol/receipt_api.js').Medium} Medium */

/** @param {Pick<ReceiptRecording, 'state' | 'held' | 'finished' | 'kept'>} recording @returns {{key: string, name: string}[]} */
export function keptLines({ state, held, finished, kept }) {
  if (state !== 'stopped') return [{ key: `receipt.state.${state}`, name: '' }];
  if (!finished) return [{ key: 'receipt.unfinished', name: '' }];
  if (kept.every((one) => one.media.length === 0)) return [{ key: 'receipt.kept.nothing', name: '' }];
  return [{ key: held ? 'receipt.held' : 'receipt.state.stopped', name: '' }, ...kept.map(({ whose, name, media }) => ({ key: `receipt.kept.${whose}.${kind(media)}`, name }))];
}

/** By what a file of one's own is called. @param {readonly Medium[]} media @returns {'sound' | 'picture' | 'none'} `picture`: beside the sound */
export function kind(media) {
  if (media.includes('picture')) return 'picture';
  return media.length > 0 ? 'sound' : 'none';
}

/** How a file of this type is called at its end. @param {string} mediaType */
export const suffix = (mediaType) => (mediaType.startsWith('video/x-matroska') ? 'mkv' : 'webm');
