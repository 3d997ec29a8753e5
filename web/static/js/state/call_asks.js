/**
 * What a person asks of the server in a call, beyond their own devices: each is one message, and its answer is what the call
 * is shown to be afterwards.
 */

/** @typedef {import('./asked_of_server.js').AskedOfServer} AskedOfServer */
/** @typedef {import('./call_view.js').ConsentAsked} ConsentAsked */
/** @typedef {import('../protocol/wire.js').Decision} Decision */
/** @typedef {import('../protocol/wire.js').Purpose} Purpose */

export class CallAsks {
  #asked;
  #question;
  #wish;

  /**
   * @param {AskedOfServer} asked
   * @param {() => ConsentAsked | null} question the words that are shown
   * @param {(wish: import('./recording_wish.js').Wish) => void} wish a press that counts before its answer
   */
  constructor(asked, question, wish) {
    this.#asked = asked;
    this.#question = question;
    this.#wish = wish;
  }

  /** Ends the call for both. */
  hangUp() {
    this.#asked.say({ type: 'hangup' });
  }

  /** The agent asks the customer to show something. @param {import('../protocol/wire.js').RequestEvidence['what']} what */
  requestEvidence(what) {
    this.#asked.say({ type: 'evidence_request', what });
  }

  /** The agent does not ask for it any more. */
  cancelEvidence() {
    this.#asked.say({ type: 'evidence_cancel' });
  }

  /** @param {string} requestId @param {import('../protocol/wire.js').AnswerEvidence['answer']} answer */
  answerEvidence(requestId, answer) {
    this.#asked.say({ type: 'evidence_answer', request_id: requestId, answer });
  }

  /** The agent asks to record; everybody is then shown the words. */
  requestRecording() {
    this.#asked.say({ type: 'consent_request' });
  }

  /** To exactly the words that are shown. @param {Partial<Record<Purpose, boolean>>} yes */
  answerConsent(yes) {
    const question = this.#question();
    if (!question) return;
    /** @type {Partial<Record<Purpose, Decision>>} */
    const decisions = {};
    for (const { purpose } of question.questions) decisions[purpose] = yes[purpose] ? 'given' : 'declined';
    const { request_id, wording_sha256 } = question;
    this.#asked.say({ type: 'consent_answer', request_id, wording_sha256, decisions, control: 'consent.send' });
  }

  /** Nothing is recorded until this person says so. */
  pauseRecording() {
    this.#wish({ type: 'recording_pause' });
  }

  resumeRecording() {
    this.#asked.say({ type: 'recording_resume' });
  }

  /** Recording stops now. @param {{discard: boolean, control: string}} choice whether what was written so far is removed too; what was pressed */
  withdraw({ discard, control }) {
    this.#wish({ type: 'consent_withdraw', discard, control });
  }

  /** The picture is not recorded any more; the sound is. @param {string} control what was pressed */
  withdrawPicture(control) {
    this.#wish({ type: 'consent_withdraw', only_picture: true, control });
  }

  /** Rather be called back: the waiting ends with a promise. @param {Omit<import('../protocol/wire.js').WishCallBack, 'type' | 'id'>} wish @returns {boolean} whether it went out */
  wishCallBack(wish) {
    return this.#asked.say({ type: 'call_back', ...wish });
  }

  /** The language this person reads; an open question comes again in it. @param {string} locale */
  setLanguage(locale) {
    this.#asked.say({ type: 'language', locale });
  }
}
