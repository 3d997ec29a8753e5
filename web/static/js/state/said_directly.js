/**
 * What the other page says of its person beside the click, as the channel between the two pages brings it: that they are away
 * from it for a moment, that a phone call has their microphone or that they have none, that they hear their own voice, that their camera looks at what
 * they show. To be shown, and no more.
 */

/** @typedef {import('../rtc/click_channel.js').Shown} Shown */
/** @typedef {import('../rtc/click_channel.js').Pause} Pause */
/** @typedef {import('./call_view.js').ParticipantView} ParticipantView */

export class SaidDirectly {
  #page = '';
  /** @type {Shown | null} */
  #said = null;

  /** @param {string} page of the other person @param {Shown} said */
  hear(page, said) {
    this.#page = page;
    this.#said = said;
  }

  /** Its part of the view: of the page that is in the call now, and of no other. @param {ParticipantView | null} other @returns {{pause: Pause | null, echoes: number, back: boolean, writes: boolean}} */
  look(other) {
    const said = other?.page_id === this.#page ? this.#said : null;
    return { pause: said?.pause ?? null, echoes: said?.echoes ?? 0, back: said?.back === true, writes: said?.writes === true };
  }
}

/**
 * Why this person is not there. Out of sight weighs more: it is what they did themselves.
 *
 * @param {object} own
 * @param {boolean} own.outOfSight
 * @param {Record<'audio' | 'video', boolean>} own.stopped
 * @returns {Pause | undefined} undefined: they are there
 */
export function ownPause({ outOfSight, stopped }) {
  if (outOfSight) return 'hidden';
  return stopped.audio || stopped.video ? 'interrupted' : undefined;
}
