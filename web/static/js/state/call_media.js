/**
 * What flows in a call: this person's own side, the talk with the other page, the leg to the recorder, and the care for the
 * line they share. Joins their owners, and says to the server what it waits for of them.
 */

import { onNetworkChange } from '../rtc/network_change.js';
import { hasClicked } from './call_view.js';
import { FirstPicture } from './first_picture.js';
import { LegKeeper } from './leg_keeper.js';
import { LineKeeper } from './line_keeper.js';
import { LineRenewal } from './line_renewal.js';
import { OwnSide } from './own_side.js';
import { StepsKeeper } from './steps_keeper.js';
import { TalkKeeper } from './talk_keeper.js';

/** @typedef {import('./call_view.js').CallSnapshot} CallSnapshot */
/** @typedef {import('./call_view.js').ParticipantView} ParticipantView */
/** @typedef {import('../rtc/link.js').Ways} Ways */

export class CallMedia {
  /** @type {TalkKeeper} */
  #talks;
  #legs;
  /** @type {LineKeeper} */
  #line;
  #renewal;
  #steps;
  #first;
  #asked;
  #known;
  #changed;

  /**
   * @param {object} options
   * @param {import('../protocol/socket.js').SignalingSocket} options.socket
   * @param {import('./asked_of_server.js').AskedOfServer} options.asked
   * @param {import('./known_call.js').KnownCall} options.known
   * @param {() => import('./call_view.js').CallView} options.now
   * @param {() => boolean} options.left this person went away on purpose
   * @param {(page: string, shown: import('../rtc/click_channel.js').Shown) => void} options.hinted the other one has clicked, as their page says
   * @param {(page: string, text: string) => void} options.typed what stands in the other one's field
   * @param {() => void} options.changed
   * @param {number} options.openedAt when the link to this call was opened, on the clock of `performance.now()`
   * @param {ConstructorParameters<typeof TalkKeeper>[0]['makeTalk']} options.makeTalk
   * @param {ConstructorParameters<typeof LegKeeper>[0]['makeLeg']} options.makeLeg
   * @param {ConstructorParameters<typeof OwnSide>[0]['askForScreen']} options.askForScreen
   * @param {AbortSignal} options.signal
   */
  constructor({ socket, asked, known, now, left, hinted, typed, changed, openedAt, makeTalk, makeLeg, askForScreen, signal }) {
    this.#asked = asked;
    this.#known = known;
    this.#changed = changed;
    this.#renewal = new LineRenewal(socket);
    this.own = new OwnSide({
      wanted: () => !left() && !known.over,
      mayShow: () => !left() && !known.lost && socket.status !== 'closed',
      askForScreen,
      onTrack: (kind, track) => {
        this.#talks.replaceTrack(kind, track);
        if (kind === 'audio') this.#legs.voiceMoved();
      },
      cameraMoved: () => this.#legs.cameraMoved(),
      changed: () => this.#ownMoved(),
      signal,
    });
    this.#line = new LineKeeper({
      talk: () => this.talk,
      now,
      renew: () => this.#talks.relayed && this.#renewal.forRelay(),
      tell: (samples) => asked.say({ type: 'quality', samples }),
      moved: () => this.#lineMoved(),
      changed,
      signal,
    });
    this.#talks = new TalkKeeper({
      makeTalk,
      polite: () => this.#isCustomer,
      clicked: () => this.own.clicked,
      tracks: () => this.own.outgoing,
      shown: () => this.own.said,
      hinted,
      line: { thrift: () => ({ ...this.#line.thrift, first: this.#first.isSmall }), word: () => this.#line.word, heard: (page, word) => this.#line.hear(page, word) },
      typed,
      reached: (step) => this.reached(step),
      send: (message) => socket.send(message),
      connected: () => asked.say({ type: 'talk_connected' }),
      parted: () => this.own.hideScreen(),
      changed: () => this.#talkMoved(),
    });
    this.#legs = new LegKeeper({
      makeLeg,
      ways: () => this.#talks.ways,
      voice: () => this.own.recordedVoice,
      camera: () => (this.#line.thrift.picture === 'paused' ? null : this.own.recordedCamera), // as the other sees it, or not at all
      letRecord: (kinds) => this.own.letRecord(kinds),
      ask: (recordingId, because) => asked.say({ type: 'leg_lost', recording_id: recordingId, ...(because && { because }) }),
    });
    const both = () => this.own.clicked && hasClicked(now().other);
    this.#first = new FirstPicture({ connected: () => this.talk?.state === 'connected', both, moved: () => this.#talks.lineMoved(), signal });
    this.#steps = new StepsKeeper({
      openedAt,
      connection: () => (this.talk?.state === 'connected' ? this.talk.connection : null),
      both,
      tell: (steps, path) => asked.say({ type: 'steps', steps, path }),
      signal,
    });
    onNetworkChange(() => this.#talks.networkChanged(), signal);
  }

  get talk() {
    return this.#talks.talk;
  }

  /** Camera and microphone as opened. @param {import('../rtc/devices.js').Opened} opened */
  use(opened) {
    this.reached('permission');
    this.own.use(opened);
  }

  /** This person's own click. @returns {Promise<unknown> | null} when the offer has gone out that the other side waits for */
  click() {
    this.own.click();
    this.reached('click');
    return this.#talks.click();
  }

  /** @param {boolean} now */
  inSight(now) {
    this.own.inSight(now);
    this.#talks.tellShown();
    if (now) void this.own.cameBack(this.talk?.connection ?? null);
  }

  hearsEcho() {
    this.own.hearsEcho();
    this.#talks.tellShown();
  }

  /** A step on the way into the talk. @param {Parameters<StepsKeeper['reached']>[0]} step */
  reached(step) {
    this.#steps.reached(step);
  }

  /** A new line to the server, with fresh ways. @param {Ways} ways @param {{warm: boolean}} how */
  configure(ways, how) {
    this.reached('socket');
    this.#talks.configure(ways, how);
  }

  /** Fresh ways while the line to the server stays. @param {Ways} ways */
  refresh(ways) {
    this.#talks.refresh(ways);
  }

  /** What could not be said while the line was down is said. @param {{resumed: boolean}} how */
  lineBack({ resumed }) {
    const renewed = this.#renewal.welcomed();
    this.#talks.resume({ heardAll: resumed && !renewed });
    void this.own.takeBack();
  }

  /** @param {CallSnapshot} call @param {ParticipantView | null} self @param {ParticipantView | null} other */
  follow(call, self, other) {
    this.#talks.follow(call, self, other);
    this.#legs.follow(call.recording);
  }

  /** @param {Parameters<TalkKeeper['receive']>[0]} message */
  receive(message) {
    return this.#talks.receive(message);
  }

  /** @param {import('../protocol/wire.js').Record} ticket of the recorder's door */
  admit(ticket) {
    this.#legs.admit(ticket);
  }

  /** Of the own leg, before the server knows. @param {import('./recording_wish.js').HeldBack | null} heldBack */
  holdBack(heldBack) {
    this.#legs.hold(heldBack);
  }

  /** What this call is now has been shown. */
  shown() {
    this.#first.look();
    this.#steps.look();
  }

  /** What was measured and not told yet. */
  flush() {
    this.#line.flush();
  }

  /** Another window has the call, or nobody: this one sends nothing and holds no device. */
  release() {
    this.#closeConnections();
    this.own.release();
  }

  close() {
    this.#closeConnections();
    this.own.close();
  }

  /**
   * Its part of the view.
   *
   * @param {Pick<import('./call_view.js').CallView, 'other' | 'ended'>} known
   * @returns {Pick<import('./call_view.js').CallView, 'line' | 'ladder' | 'talk' | 'remote' | 'own'>}
   */
  look({ other, ended }) {
    return {
      ...this.#line.look(other?.page_id ?? null),
      talk: this.talk?.state ?? (ended ? 'closed' : 'waiting'),
      remote: this.talk?.remote ?? null,
      own: this.own.view,
    };
  }

  get #isCustomer() {
    return this.#known.person?.role === 'customer';
  }

  #talkMoved() {
    this.#first.look();
    this.#renewal.talkMoved(this.#isCustomer && this.talk?.state === 'reconnecting');
    this.#changed();
  }

  #lineMoved() {
    this.#talks.lineMoved();
    this.#legs.cameraMoved();
  }

  #ownMoved() {
    if (this.own.clicked) this.#asked.say({ type: 'media', ...this.own.shown });
    this.#talks.tellShown();
    this.#changed();
  }

  #closeConnections() {
    this.flush();
    this.own.closeScreen();
    this.#legs.close();
    this.#talks.close();
  }
}
