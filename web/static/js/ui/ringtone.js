/**
 * The ringing of an offer, made of two tones: no file, no download, nothing to go missing.
 */

const TONES_HZ = [660, 880];
const PATTERN_S = 2.4;

/**
 * Rings until told to stop. A browser that has had no click on this page yet keeps silent; the page then rings by its
 * title and its notification alone.
 *
 * @param {AbortSignal} signal ends it
 */
export function ring(signal) {
  if (signal.aborted) return;
  const context = new AudioContext();
  const loudness = new GainNode(context, { gain: 0.12 });
  loudness.connect(context.destination);
  let next = context.currentTime + 0.05;
  const plan = () => {
    // A clock that stood still (sound not allowed yet) must not be filled with bursts for the time to come.
    if (context.state !== 'running') return;
    next = Math.max(next, context.currentTime);
    while (next < context.currentTime + 1) {
      burst(context, loudness, next);
      burst(context, loudness, next + 0.5);
      next += PATTERN_S;
    }
  };
  plan();
  const timer = setInterval(plan, 400);
  signal.addEventListener('abort', () => {
    clearInterval(timer);
    context.close().catch(() => {}); // closed twice is closed
  });
}

/**
 * @param {AudioContext} context
 * @param {AudioNode} into
 * @param {number} at
 */
function burst(context, into, at) {
  const shape = new GainNode(context, { gain: 0 });
  shape.gain.setValueAtTime(0, at);
  shape.gain.linearRampToValueAtTime(1, at + 0.03);
  shape.gain.setValueAtTime(1, at + 0.3);
  shape.gain.linearRampToValueAtTime(0, at + 0.4);
  shape.connect(into);
  for (const frequency of TONES_HZ) {
    const tone = new OscillatorNode(context, { type: 'sine', frequency });
    tone.connect(shape);
    tone.start(at);
    tone.stop(at + 0.42);
  }
}
