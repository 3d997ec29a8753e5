/**
 * What this tab keeps of its own click, so that whoever loads it again is back as they were: what was switched off stays off.
 */

/** @typedef {{audio: boolean, video: boolean}} Media what is on */

export class KeptClick {
  #kept = false;
  /** As it was when the device was there last. @type {Media} */
  #media = { audio: true, video: true };
  #keep;

  /** @param {(media: Media) => void} keep */
  constructor(keep) {
    this.#keep = keep;
  }

  /** Who has clicked is as they are now. @param {import('../state/call_view.js').OwnView} own */
  follow({ hasMicrophone, microphone, hasCamera, camera }) {
    const media = { audio: hasMicrophone ? microphone : this.#media.audio, video: hasCamera ? camera : this.#media.video };
    if (this.#kept && media.audio === this.#media.audio && media.video === this.#media.video) return;
    this.#kept = true;
    this.#media = media;
    this.#keep(media);
  }
}
