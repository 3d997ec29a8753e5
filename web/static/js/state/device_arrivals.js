/**
 * A device that has come while the call goes on, a headset above all: worth an offer, never a silent jump. Pure.
 */

/** @typedef {import('../rtc/devices.js').Device} Device */
/** @typedef {import('../rtc/devices.js').DeviceList} DeviceList */
/** `speaker`: the one that belongs to it. @typedef {{kind: 'audio' | 'video', id: string, label: string, speaker: string | null}} Arrival */
/** What is in use; null where there is none. @typedef {{microphone: string | null, camera: string | null}} Used */

/** Names of a choice and not of a device: the system's own default has been there before. */
const CHOICES = new Set(['default', 'communications']);

/**
 * @param {DeviceList | null} before null: nothing is known of before
 * @param {DeviceList} now
 * @param {Used} used
 * @returns {Arrival | null}
 */
export function arrivalOf(before, now, used) {
  if (!before) return null;
  const microphone = newIn(before.microphones, now.microphones, used.microphone);
  if (microphone) {
    const speaker = now.speakers.find(({ id, group }) => group !== '' && group === microphone.group && !CHOICES.has(id));
    return { kind: 'audio', id: microphone.id, label: microphone.label, speaker: speaker?.id ?? null };
  }
  const camera = used.camera === null ? newIn(before.cameras, now.cameras, null) : undefined;
  return camera ? { kind: 'video', id: camera.id, label: camera.label, speaker: null } : null;
}

/** Whether the offered device is still there. @param {Arrival} arrival @param {DeviceList} now */
export function stillThere({ kind, id }, now) {
  return (kind === 'audio' ? now.microphones : now.cameras).some((device) => device.id === id);
}

/** @param {Device[]} before @param {Device[]} now @param {string | null} used */
function newIn(before, now, used) {
  const known = used === null || before.some(({ label }) => label !== ''); // with the first permission all get names, and none has come
  return now.find(({ id, label }) => known && label !== '' && id !== used && !CHOICES.has(id) && !before.some((one) => one.id === id));
}
