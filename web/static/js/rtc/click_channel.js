/**
 * What one page tells the other directly: that its person has clicked, what of them is on, and what is with them at this
 * moment. It saves the way through the server, which stays the truth: whatever comes in here is a hint to be shown, and can start nothing.
 */

import { ShortChannel } from './short_channel.js';

/** @typedef {'hidden' | 'interrupted'} Pause `hidden`: the page is out of sight on a phone. `interrupted`: the system has taken a device, for a phone call perhaps */
/**
 * What of somebody who has clicked can be heard and seen. `pause`: why they are not there at this moment. `echoes`: how often they have
 * said that they hear their own voice. `back`: their camera looks away from them, at what they show. `writes`: they have no microphone.
 *
 * @typedef {{audio: boolean, video: boolean, pause?: Pause, echoes?: number, back?: true, writes?: true}} Shown
 */

const ID = 0;

export class ClickChannel extends ShortChannel {
  /**
   * @param {RTCPeerConnection} pc
   * @param {object} options
   * @param {() => Shown | null} options.shown of this person; null before their own click
   * @param {(shown: Shown) => void} options.hinted of the other one
   */
  constructor(pc, { shown, hinted }) {
    super(pc, {
      label: 'click',
      id: ID,
      word: () => {
        const own = shown();
        return own && { ready: true, ...own };
      },
      hear: (word) => {
        const said = readShown(word);
        if (said) hinted(said);
      },
    });
  }
}

/** @param {Record<string, unknown>} word what a stranger said @returns {Shown | null} */
export function readShown({ ready, audio, video, pause, echoes, back, writes, ...more }) {
  const known = ready === true && typeof audio === 'boolean' && typeof video === 'boolean' && Object.keys(more).length === 0;
  if (!known || !(pause === undefined || pause === 'hidden' || pause === 'interrupted')) return null;
  if (!(echoes === undefined || (Number.isInteger(echoes) && Number(echoes) > 0))) return null;
  if (!isTrueOrNothing(back) || !isTrueOrNothing(writes)) return null;
  return { audio, video, ...(pause && { pause }), ...(echoes !== undefined && { echoes: Number(echoes) }), ...(back && { back }), ...(writes && { writes }) };
}

/** @param {unknown} word @returns {word is true | undefined} */
function isTrueOrNothing(word) {
  return word === undefined || word === true;
}
