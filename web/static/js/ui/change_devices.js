/**
 * Another camera, microphone or speaker in the middle of the call. Only what was changed is opened: a new loudspeaker costs
 * nobody a second of sound. Whatever was refused before is asked for again.
 */

import { listDevices, openDevices } from '../rtc/devices.js';
import { chooseDevices } from './device_dialog.js';
import { t } from './words.js';

/** @typedef {import('../state/call_session.js').CallSession} CallSession */
/** @typedef {'audio' | 'video'} Kind */

/** @param {CallSession} session @param {HTMLVideoElement} remote whose sound goes to the speaker @param {(text: string) => void} toast @param {AbortSignal} signal */
export async function changeDevices(session, remote, toast, signal) {
  const current = (/** @type {Kind} */ kind) => session.view.own.preview?.getTracks().find((track) => track.kind === kind)?.getSettings().deviceId ?? null;
  const speakers = 'setSinkId' in remote;
  const now = { camera: current('video'), microphone: current('audio'), speaker: speakers ? remote.sinkId : null };
  const { refused } = session.view.own;
  const chosen = await chooseDevices({ devices: await listDevices(), now, refused, speakers, echo: () => tellOfEcho(session, toast) }, signal);
  if (!chosen) return;
  if (speakers && chosen.speaker !== null) await remote.setSinkId(chosen.speaker).catch(() => {}); // it was unplugged meanwhile
  await open(session, { audio: chosen.microphone, video: chosen.camera }, signal);
}

/** @param {CallSession} session @param {Record<Kind, string | null>} chosen @param {AbortSignal} signal */
async function open(session, chosen, signal) {
  const { hasMicrophone, hasCamera, refused } = session.view.own;
  const lacks = { audio: !hasMicrophone && refused.audio !== null, video: !hasCamera && refused.video !== null };
  if (lacks.audio && lacks.video) return session.useDevices(await openDevices({ signal })); // one question of the browser for both
  for (const kind of /** @type {Kind[]} */ (['audio', 'video'])) if (chosen[kind] !== null || lacks[kind]) await session.chooseDevice(kind, chosen[kind]);
}

/** @param {CallSession} session @param {(text: string) => void} toast */
function tellOfEcho(session, toast) {
  session.hearsEcho();
  toast(t('call.echo.sent', { name: session.view.other?.name ?? '' }));
}
