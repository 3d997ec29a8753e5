/**
 * The wrap-up of one call: waits for the draft, saves upon the version it saw, approves. A conflict loses nobody's words.
 */

import { approveSummary, readSummary, rejectSummary, saveSummary } from '../protocol/desk_api.js';
import { afterSave, begin, differs, drafted, isBehindNotes, isFiled, isGrowing, onTopOf, toSave } from '../state/wrap_up.js';
import { clock, t } from '../ui/desk_words.js';
import { element, fill } from '../ui/element.js';
import { wordsForError } from '../ui/error_words.js';
import { notesStanding } from '../ui/notes_standing.js';
import { failure } from '../ui/outcome_of_loading.js';
import { draftStanding } from '../ui/draft_standing.js';
import { rejectForm } from '../ui/reject_form.js';
import { conflictNotice, wrapUpFields, wrapUpFrame } from '../ui/wrap_up_form.js';
import { momentsOf } from './moments.js';

/** @typedef {import('../protocol/desk.js').SummaryRecord} SummaryRecord */
/** @typedef {import('../state/wrap_up.js').WrapUp} WrapUp */
/**
 * `approved` is told by this page, or because somebody else has approved meanwhile.
 *
 * @typedef {{approved: (record: SummaryRecord) => void, notes: import('../state/notes_keeper.js').NotesKeeper, signal: AbortSignal}} Page
 */

const POLL_MS = 1000;
const FOLLOW_MS = 4000;
const SLOW_AFTER_MS = 20_000;

/** @param {string} callId @param {Page} page */
export function wrapUp(callId, page) {
  const content = element('div', { class: 'stack' });
  const open = async () => {
    try {
      const record = await readSummary(callId, page.signal);
      if (isFiled(record)) page.approved(record);
      else fill(content, new Editor(callId, record, page).element);
    } catch (error) {
      if (!page.signal.aborted) fill(content, failure(error, open));
    }
  };
  void open();
  return wrapUpFrame(content);
}

/** The form and its buttons: what is saved, what stands in the form, and one thing under way at a time. */
class Editor {
  /** @type {WrapUp} */
  #saved;
  /** @type {WrapUp} */
  #form;
  /** The draft was made from older notes than these. */
  #behind;
  #callId;
  #page;
  #fields;
  #since = performance.now();
  #standing = element('p', { class: 'small soft', role: 'status' });
  #trouble = element('div', { role: 'alert' });
  #drafting = element('div');
  /** The version that was last offered to an agent who has unsaved lines. */
  #offered = 0;
  /** @type {HTMLButtonElement} */
  #saveButton = element('button', { type: 'button', onclick: () => this.#run(() => this.#save()) }, t('wrap.save'));
  /** @type {HTMLButtonElement} */
  #approveButton = element('button', { class: 'primary' }, t('wrap.approve'));

  /** @param {string} callId @param {SummaryRecord} record @param {Page} page */
  constructor(callId, record, page) {
    this.#callId = callId;
    this.#page = page;
    this.#saved = this.#form = begin(record);
    this.#behind = isBehindNotes(record);
    this.#fields = wrapUpFields(this.#form, (form) => this.#typed(form), { notesStanding: notesStanding(page.notes, page.signal), find: momentsOf(callId, page.signal) });
    this.element = element(
      'form',
      { class: 'stack', novalidate: true, onsubmit: (/** @type {Event} */ event) => this.#submitted(event), onkeydown: (/** @type {KeyboardEvent} */ event) => this.#pressed(event) },
      this.#drafting,
      this.#fields.fields,
      element('div', { class: 'actions' }, this.#trouble, element('div', { class: 'row' }, this.#approveButton, this.#saveButton, this.#standing)),
      rejectForm((reason) => void this.#run(() => this.#reject(reason))),
    );
    addEventListener('beforeunload', (event) => differs(this.#saved, this.#form) && event.preventDefault(), { signal: page.signal });
    // The notes are saved whatever is shown next.
    addEventListener('beforeview', (event) => differs({ ...this.#saved, notes: this.#form.notes }, this.#form) && event.preventDefault(), { signal: page.signal });
    page.notes.onChange((notes) => this.#noted(notes), page.signal);
    this.#follow(record);
  }

  /** @param {WrapUp} form */
  #typed(form) {
    this.#form = form;
    this.#page.notes.write(form.notes);
    fill(this.#trouble);
    this.#say(differs(this.#saved, form) ? t('wrap.unsaved') : '');
  }

  /** The notes save themselves; the statements are behind them then. @param {import('../state/notes_keeper.js').NotesView} notes */
  #noted({ text, standing }) {
    if (standing === 'loading' && text === '') return;
    if (this.#form.notes !== text) this.#take({ ...this.#form, notes: text });
    if (standing !== 'saved' || this.#saved.notes.trim() === text.trim()) return;
    this.#saved = { ...this.#saved, notes: text };
    this.#behind = true;
    this.#say(differs(this.#saved, this.#form) ? t('wrap.unsaved') : '');
  }

  /** @param {Event} event */
  #submitted(event) {
    event.preventDefault();
    void this.#run(() => this.#approve());
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.key !== 's' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void this.#run(() => this.#save());
  }

  /** A second click while the first is under way would be a conflict with oneself. @param {() => Promise<void>} act */
  async #run(act) {
    if (this.#saveButton.disabled) return;
    this.#saveButton.disabled = this.#approveButton.disabled = true;
    fill(this.#trouble);
    await act().catch((error) => this.#failed(error));
    this.#saveButton.disabled = this.#approveButton.disabled = false;
  }

  async #save() {
    this.#say(t('wrap.saving'));
    await this.#page.notes.flush();
    const sent = this.#form;
    const record = await saveSummary(this.#callId, { ...toSave(sent), notes_version: this.#page.notes.version }, this.#page.signal);
    this.#saved = begin(record);
    this.#behind = false;
    this.#take(afterSave(this.#form, sent, record));
    this.#page.notes.savedWith(notesIn(record));
    this.#say(t('wrap.saved', { time: clock(new Date().toISOString()) }));
  }

  async #approve() {
    if (!this.#form.outcome) {
      this.#warn(element('p', { class: 'notice warn' }, t('wrap.outcome_missing')));
      return this.#fields.focusOutcome();
    }
    if (this.#form.version === 0 || this.#behind || differs(this.#saved, this.#form)) await this.#save();
    this.#page.approved(await approveSummary(this.#callId, this.#form.version, this.#page.signal));
  }

  /** @param {string} reason */
  async #reject(reason) {
    await this.#save(); // outcome and notes go on the case
    this.#page.approved(await rejectSummary(this.#callId, { version: this.#form.version, reason }, this.#page.signal));
  }

  /** @param {unknown} error @returns {Promise<void>} */
  async #failed(error) {
    if (this.#page.signal.aborted) return;
    this.#say(t('wrap.unsaved'));
    const code = /** @type {{code?: string}} */ (error).code;
    const changedMeanwhile = code === 'version_conflict' || code === 'not_in_this_state';
    const theirs = changedMeanwhile ? await readSummary(this.#callId, this.#page.signal).catch(() => null) : null;
    if (this.#page.signal.aborted) return;
    if (!theirs) return this.#warn(element('p', { class: 'notice bad' }, wordsForError(error)));
    if (isFiled(theirs)) return this.#page.approved(theirs);
    this.#warn(conflictNotice({ mine: () => this.#saveMine(theirs), theirs: () => this.#showTheirs(theirs) }));
  }

  /** @param {SummaryRecord} theirs */
  #saveMine(theirs) {
    this.#page.notes.savedWith(notesIn(theirs));
    this.#take(onTopOf(this.#form, theirs));
    void this.#run(() => this.#save());
  }

  /** @param {SummaryRecord} theirs */
  #showTheirs(theirs) {
    fill(this.#trouble);
    this.#take((this.#saved = begin(theirs)));
    this.#behind = isBehindNotes(theirs);
    this.#page.notes.write(this.#form.notes);
    this.#page.notes.savedWith(notesIn(theirs));
    this.#say('');
  }

  /** How far it is, and again in a while for as long as more may come. @param {SummaryRecord | null} record null: nobody knows */
  #follow(record) {
    if (record) fill(this.#drafting, draftStanding(record.drafting));
    if (!record || isGrowing(record)) setTimeout(() => this.#poll(), this.#form.version === 0 ? POLL_MS : FOLLOW_MS);
  }

  async #poll() {
    const { signal } = this.#page;
    const record = await readSummary(this.#callId, signal).catch(() => null); // offline for now: asked again
    if (signal.aborted) return;
    if (record && isFiled(record)) return this.#page.approved(record);
    if (record?.state === 'draft') this.#grown(record);
    else if (performance.now() - this.#since > SLOW_AFTER_MS) this.#say(t('wrap.slow'));
    this.#follow(record);
  }

  /** There is a newer version: it joins what nobody has touched, and is offered to whoever has written. @param {SummaryRecord} record */
  #grown(record) {
    if (record.version <= this.#form.version || this.#saveButton.disabled) return;
    const first = this.#form.version === 0;
    if (first || !differs(this.#saved, this.#form)) {
      this.#saved = begin(record);
      this.#behind = isBehindNotes(record);
      return this.#take(first ? drafted(this.#form, record) : this.#saved);
    }
    if (this.#offered === record.version) return;
    this.#offered = record.version;
    this.#warn(conflictNotice({ mine: () => this.#saveMine(record), theirs: () => this.#showTheirs(record), words: t('wrap.grown') }));
  }

  /** @param {WrapUp} form */
  #take(form) {
    this.#form = form;
    this.#fields.show(form);
  }

  /** @param {string} words */
  #say(words) {
    this.#standing.textContent = words;
  }

  /** @param {HTMLElement} notice */
  #warn(notice) {
    fill(this.#trouble, notice);
  }
}

/** @param {SummaryRecord} record */
function notesIn({ notes, notes_version: version }) {
  return { text: notes ?? '', version };
}
