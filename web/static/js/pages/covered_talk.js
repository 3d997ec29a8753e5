/**
 * A talk that something else lies over, so that nothing on the page says who hears and sees: nobody does, until it is seen again.
 */

export class CoveredTalk {
  /** What was on before. @type {{microphone: boolean, camera: boolean} | null} */
  #before = null;
  #session;

  /** @param {import('../state/call_session.js').CallSession} session */
  constructor(session) {
    this.#session = session;
  }

  get now() {
    return this.#before !== null;
  }

  /** @param {boolean} now */
  cover(now) {
    const { own } = this.#session.view;
    if (now && own.ready) {
      this.#before = { microphone: own.microphone, camera: own.camera };
      this.#session.hideScreen();
      this.#session.setMicrophone(false);
      this.#session.setCamera(false);
    }
    if (now || !this.#before) return;
    this.#session.setMicrophone(this.#before.microphone);
    this.#session.setCamera(this.#before.camera);
    this.#before = null;
  }
}
