/**
 * What the person has decided in the browser about camera and microphone, and when they decide otherwise (W3C permissions).
 */

/** @typedef {import('./devices.js').Kind} Kind */

const NAMES = { audio: 'microphone', video: 'camera' };

/** @param {Kind} kind @returns {Promise<PermissionState | null>} null where the browser does not tell */
export async function permissionOf(kind) {
  return (await standing(kind))?.state ?? null;
}

/** Told when a device is allowed that was not. @param {(kind: Kind) => void} listener @param {AbortSignal} signal */
export function onPermissionGranted(listener, signal) {
  for (const kind of /** @type {Kind[]} */ (['audio', 'video'])) {
    void standing(kind).then((status) => status?.addEventListener('change', () => status.state === 'granted' && listener(kind), { signal }));
  }
}

/** @param {Kind} kind @returns {Promise<PermissionStatus | null>} */
async function standing(kind) {
  try {
    return await navigator.permissions.query({ name: /** @type {PermissionName} */ (NAMES[kind]) });
  } catch {
    return null; // not known at all, or not for devices
  }
}
