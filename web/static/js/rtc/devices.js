/**
 * Camera and microphone: opens what is left when one is refused, and says why in a code. Never throws at the page.
 */

import { permissionOf } from './permission.js';

/**
 * `denied`: by the person, in this browser. `dismissed`: its question was closed, it may ask again. `system`: this browser
 * may, and the system does not let it. `missing`: there is none. `busy`: another app holds it. `unsupported`: this
 * browser (often one inside another app) offers none at all.
 *
 * @typedef {'denied' | 'dismissed' | 'system' | 'missing' | 'busy' | 'unsupported' | 'unknown'} RefusedReason
 */
/** @typedef {'audio' | 'video'} Kind */
/** @typedef {Record<Kind, RefusedReason | null>} Refused null where it was granted, or not asked for */
/** @typedef {{stream: MediaStream, refused: Refused}} Opened `stream` holds what was granted: two tracks, one, or none */
/** @typedef {{id: string, label: string, group: string}} Device `label` is empty until the person has granted access once; microphone and speaker of one headset are of one `group` */
/** @typedef {{cameras: Device[], microphones: Device[], speakers: Device[]}} DeviceList */
/** @typedef {'user' | 'environment'} Facing a phone's front camera, or the one at its back (W3C mediacapture-streams, VideoFacingModeEnum) */
/**
 * `false` leaves the kind out; an id prefers that device, a facing the camera that looks there; another one is taken where it is gone.
 *
 * @typedef {boolean | string | {facing: Facing}} Which
 */
/** @typedef {{audio?: Which, video?: Which, signal?: AbortSignal}} Wanted */

/** One voice: the recorder and the echo canceller expect nothing else. */
const VOICE = { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const FACE = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30, max: 30 } };

/**
 * Asks the person for camera and microphone. What one refusal leaves over is still opened.
 *
 * @param {Wanted} [wanted]
 * @returns {Promise<Opened>} with `signal` aborted: an empty stream, and nothing stays open behind it
 */
export async function openDevices({ audio = true, video = true, signal } = {}) {
  const opened = await openWanted(audio, video);
  if (signal?.aborted) {
    stopStream(opened.stream);
    return { stream: new MediaStream(), refused: opened.refused };
  }
  return opened;
}

/** Lets go of the devices, so that their lights go out. @param {MediaStream | null} stream */
export function stopStream(stream) {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

/** @returns {Promise<DeviceList>} empty lists where the browser does not tell */
export async function listDevices() {
  const found = (await navigator.mediaDevices?.enumerateDevices().catch(() => [])) ?? [];
  /** @param {MediaDeviceKind} kind @returns {Device[]} */
  const of = (kind) => found.filter((one) => one.kind === kind && one.deviceId !== '').map((one) => ({ id: one.deviceId, label: one.label, group: one.groupId }));
  return { cameras: of('videoinput'), microphones: of('audioinput'), speakers: of('audiooutput') };
}

/** Something was plugged in or out. @param {() => void} listener @param {AbortSignal} signal */
export function onDevicesChanged(listener, signal) {
  navigator.mediaDevices?.addEventListener('devicechange', listener, { signal });
}

/**
 * @param {unknown} error of getUserMedia
 * @returns {RefusedReason}
 */
export function reasonOf(error) {
  const { name, message = '' } = /** @type {{name?: unknown, message?: string}} */ (error ?? {});
  if (name === 'NotAllowedError' && /dismissed/i.test(message)) return 'dismissed'; // so Chromium puts it, and nobody else tells
  if (name === 'NotAllowedError' && /by system/i.test(message)) return 'system';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'missing';
  if (name === 'NotReadableError' || name === 'AbortError') return 'busy';
  return name === 'TypeError' || name === 'NotSupportedError' ? 'unsupported' : 'unknown';
}

/**
 * @param {Which} audio
 * @param {Which} video
 * @returns {Promise<Opened>}
 */
async function openWanted(audio, video) {
  /** @type {Refused} */
  const refused = { audio: null, video: null };
  if (!navigator.mediaDevices?.getUserMedia) {
    const reason = 'unsupported';
    return { stream: new MediaStream(), refused: { audio: audio === false ? null : reason, video: video === false ? null : reason } };
  }
  if (audio !== false && video !== false) {
    try {
      return { stream: await ask(audio, video), refused };
    } catch {
      // Which of the two was refused, only asking for each alone tells.
    }
  }
  const voice = audio === false ? null : await alone('audio', audio, refused);
  const face = video === false ? null : await alone('video', video, refused);
  return { stream: new MediaStream([...(voice?.getTracks() ?? []), ...(face?.getTracks() ?? [])]), refused };
}

/** @param {Kind} kind @param {Which} wanted @param {Refused} refused is told the reason @returns {Promise<MediaStream | null>} */
async function alone(kind, wanted, refused) {
  try {
    return await (kind === 'audio' ? ask(wanted, false) : ask(false, wanted));
  } catch (error) {
    if (typeof wanted === 'string' && reasonOf(error) === 'missing') return await alone(kind, true, refused); // that one is gone
    refused[kind] = await reasonFor(kind, error);
    return null;
  }
}

/** @param {Which} audio @param {Which} video */
function ask(audio, video) {
  return navigator.mediaDevices.getUserMedia({
    audio: audio !== false && { ...VOICE, ...preferred(audio) },
    video: video !== false && { ...FACE, ...(preferred(video) ?? { facingMode: 'user' }) },
  });
}

/** `exact`: of two microphones Chromium 156 opens the system's own, whichever is named as `ideal`. @param {Which} wanted @returns {MediaTrackConstraints | undefined} */
function preferred(wanted) {
  if (typeof wanted === 'object') return { facingMode: wanted.facing };
  return typeof wanted === 'string' ? { deviceId: { exact: wanted } } : undefined;
}

/** Other browsers only say no: where the person has said yes, it was the system. @param {Kind} kind @param {unknown} error @returns {Promise<RefusedReason>} */
async function reasonFor(kind, error) {
  const reason = reasonOf(error);
  return reason === 'denied' && (await permissionOf(kind)) === 'granted' ? 'system' : reason;
}

/** Whether camera and microphone open without a question to the person; false where the browser does not tell. */
export async function permissionStands() {
  try {
    const names = /** @type {PermissionName[]} */ (['camera', 'microphone']);
    const found = await Promise.all(names.map((name) => navigator.permissions.query({ name })));
    return found.every(({ state }) => state !== 'prompt');
  } catch {
    return false;
  }
}
