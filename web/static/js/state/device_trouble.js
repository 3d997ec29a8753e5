/**
 * What keeps camera or microphone from this page, as one trouble with one way out. Pure.
 */

/** @typedef {import('../rtc/devices.js').Refused} Refused */
/**
 * `title` and `next` are keys of words. `steps`: the way out is another one in each browser, or in each system.
 *
 * @typedef {{title: string, next: string | null, steps?: 'browser' | 'system', again: boolean}} Trouble
 */

/** @param {Refused} refused @returns {Trouble | null} null when there is nothing one could do, or nothing to mend */
export function deviceTrouble({ audio, video }) {
  const reasons = [audio, video];
  if (reasons.includes('unsupported')) return { title: 'devices.unsupported', next: 'devices.unsupported.next', again: false };
  if (reasons.includes('denied')) return { title: deniedTitle(audio === 'denied', video === 'denied'), next: null, steps: 'browser', again: true };
  if (reasons.includes('system')) return { title: 'devices.system', next: null, steps: 'system', again: true };
  if (reasons.includes('dismissed')) return { title: 'devices.dismissed', next: 'devices.dismissed.next', again: true };
  if (reasons.includes('busy')) return { title: 'devices.busy', next: 'devices.busy.next', again: true };
  if (reasons.includes('unknown')) return { title: 'devices.unknown', next: 'devices.unknown.next', again: true };
  if (audio === 'missing' && video === 'missing') return { title: 'devices.missing', next: 'devices.missing.next', again: true };
  return null;
}

/** @param {boolean} audio @param {boolean} video */
function deniedTitle(audio, video) {
  if (audio && video) return 'devices.denied';
  return audio ? 'devices.denied.microphone' : 'devices.denied.camera';
}

/**
 * What pressing Join will mean, from what is there and switched on.
 *
 * @param {{microphone: boolean, camera: boolean}} on
 * @returns {'both' | 'sound' | 'picture' | 'text'}
 */
export function joinKind({ microphone, camera }) {
  if (microphone) return camera ? 'both' : 'sound';
  return camera ? 'picture' : 'text';
}

/**
 * What keeps shut what was taken from somebody in the call, where steps lead out of it; for all else one button does.
 *
 * @param {Pick<import('./call_view.js').OwnView, 'stopped' | 'refused'>} own
 * @returns {Refused}
 */
export function shutInCall({ stopped, refused }) {
  /** @param {'audio' | 'video'} kind */
  const shut = (kind) => (stopped[kind] && (refused[kind] === 'denied' || refused[kind] === 'system') ? refused[kind] : null);
  return { audio: shut('audio'), video: shut('video') };
}
