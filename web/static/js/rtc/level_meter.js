/**
 * How loud a microphone is, ten times a second, as a number a bar can show. Measures the source, so a muted person
 * can be told that they are speaking to nobody.
 */

const EVERY_MS = 100;
const QUIETEST_DB = -60;
/** A browser that does not know `none` (W3C Web Audio 1.1, `sinkId`) plays silence. @type {AudioContextOptions} */
const PLAYS_NOTHING = /** @type {AudioContextOptions} */ ({ sinkId: { type: 'none' } });

/**
 * @param {MediaStream | null} stream
 * @param {(level: number) => void} listener told 0 (silence) to 1 (as loud as it gets)
 * @param {AbortSignal} signal ends the measuring
 */
export function measureLevel(stream, listener, signal) {
  const track = stream?.getAudioTracks()[0];
  if (!track || signal.aborted || typeof AudioContext === 'undefined') return;
  const context = new AudioContext(PLAYS_NOTHING);
  const analyser = new AnalyserNode(context, { fftSize: 2048, smoothingTimeConstant: 0 });
  context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    // It may begin at the first touch only, and an iPhone calls it `interrupted` after a phone call.
    if (context.state !== 'running') void context.resume().catch(() => {});
    analyser.getFloatTimeDomainData(samples);
    listener(levelOf(samples));
  }, EVERY_MS);
  signal.addEventListener(
    'abort',
    () => {
      clearInterval(timer);
      void context.close();
    },
    { once: true },
  );
}

/** @param {Float32Array} samples in [-1, 1] @returns {number} 0 to 1, linear in decibels */
export function levelOf(samples) {
  const square = samples.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, samples.length);
  if (square === 0) return 0;
  const decibels = 10 * Math.log10(square);
  return Math.min(1, Math.max(0, 1 - decibels / QUIETEST_DB));
}
