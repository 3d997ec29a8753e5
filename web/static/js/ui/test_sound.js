/**
 * Two soft notes, so that one knows the speaker works before somebody speaks through it.
 */

const NOTES_HZ = [523.25, 783.99];
const NOTE_S = 0.45;
const GAIN = 0.25;

/** Only from a click. @param {string | null} speaker a device id, where the browser lets one choose */
export async function playTestSound(speaker) {
  const context = new AudioContext();
  const choosing = /** @type {{setSinkId?: (id: string) => Promise<void>}} */ (/** @type {unknown} */ (context));
  if (speaker) await choosing.setSinkId?.(speaker).catch(() => {}); // gone by now: the usual one plays
  await context.resume();
  NOTES_HZ.forEach((pitch, index) => note(context, pitch, context.currentTime + index * NOTE_S * 0.6));
  setTimeout(() => void context.close(), 1000 * NOTE_S * (NOTES_HZ.length + 1));
}

/** @param {AudioContext} context @param {number} pitch @param {number} at */
function note(context, pitch, at) {
  const tone = new OscillatorNode(context, { frequency: pitch });
  const loud = new GainNode(context, { gain: 0 });
  loud.gain.setValueAtTime(0, at);
  loud.gain.linearRampToValueAtTime(GAIN, at + 0.03);
  loud.gain.exponentialRampToValueAtTime(0.001, at + NOTE_S);
  tone.connect(loud).connect(context.destination);
  tone.start(at);
  tone.stop(at + NOTE_S);
}
