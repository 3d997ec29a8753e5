/**
 * A transcript as people read it: who said what and when, what is missing, and that a machine wrote it.
 */

import { isUnderWay, isUnsure, transcriptLines } from '../state/transcript_lines.js';
import { duration, languageName, moment, share, t, wordOr } from './desk_words.js';
import { element, fill } from './element.js';
import { failure } from './outcome_of_loading.js';
import { transcriptPlayer } from './transcript_player.js';

/** @typedef {import('../protocol/desk.js').TranscriptRecord} TranscriptRecord */
/** @typedef {import('../state/transcript_lines.js').Line} Line */
/** @typedef {import('../state/transcript_lines.js').Said} Said */
/** @typedef {(said: import('../protocol/desk.js').UtteranceRecord, name: string) => void} Play */

/** As their makers write them. @type {Record<string, string>} */
const ENGINES = { whisper: 'faster-whisper', pocketsphinx: 'PocketSphinx', http: 'API' };

/**
 * @param {(partId: string) => string} url of a part's sound
 * @param {(url: string) => Promise<string>} why the stable code of why nothing is played from there
 */
export function transcriptText(url, why) {
  const player = transcriptPlayer(why);
  const head = element('div', { class: 'stack tight' });
  const lines = element('ol', { class: 'transcript' });
  return {
    place: element('div', { class: 'stack tight' }, head, player.place, lines),
    /** @param {TranscriptRecord} transcript */
    show(transcript) {
      fill(head, standing(transcript), made(transcript), missing(transcript));
      fill(lines, transcriptLines(transcript).map((line) => lineItem(line, (said, name) => player.play({ url: url(said.part_id), fromS: said.start_s, name }))));
      lines.hidden = !lines.hasChildNodes();
    },
    /** @param {unknown} error @param {() => void} retry */
    fail(error, retry) {
      fill(head, failure(error, retry));
    },
    /** The line that was looked for. @param {string} utteranceId */
    find(utteranceId) {
      const found = lines.querySelector(`[data-utterance="${CSS.escape(utteranceId)}"]`);
      if (!(found instanceof HTMLElement)) return;
      found.classList.add('found');
      found.scrollIntoView({ block: 'center' });
      found.focus({ preventScroll: true });
    },
  };
}

/** Why there is none, or how far it is. @param {TranscriptRecord} transcript */
function standing(transcript) {
  const { state, reason, error, heard_s: heard, total_s: total } = transcript;
  if (state === 'made') return null;
  const words = state === 'working' ? t('transcript.progress', { done: duration(heard), total: duration(total) }) : reason && t(`transcript.reason.${reason}`);
  return element(
    'div',
    { role: 'status' },
    element('p', { class: 'soft' }, words, state === 'waiting' && error !== null && ` ${t('transcript.tried')}`),
    state === 'working' && element('progress', { max: total, value: Math.min(heard, total), 'aria-label': words ?? '' }),
  );
}

/** @param {TranscriptRecord} transcript */
function made(transcript) {
  const { engine, model, rough, utterances } = transcript;
  if (engine === null || (utterances.length === 0 && !isUnderWay(transcript))) return null;
  const name = [ENGINES[engine] ?? engine, model].filter(Boolean).join(' ');
  return element(
    'p',
    { class: 'small soft' },
    rough && element('span', { class: 'badge warn' }, t('transcript.rough')),
    rough && ' ',
    t('transcript.made_by', { engine: name }),
    ' ',
    t('log.recording.listen_note'),
  );
}

/** @param {TranscriptRecord} transcript */
function missing({ missing: parts, speakers, state }) {
  if (state === 'none') return null;
  const name = (/** @type {string} */ id) => speakers.find((one) => one.participant_id === id)?.name ?? '';
  const words = [...new Set(parts.map((part) => t('transcript.missing', { name: name(part.participant_id), why: wordOr('missing', part.why) })))];
  return element('div', {}, words.map((each) => element('p', { class: 'small notice warn' }, each)));
}

/** @param {Line} line @param {Play} play */
function lineItem(line, play) {
  const name = line.speaker?.name ?? '';
  if (line.kind === 'said') return saidItem(line, name, play);
  const { seconds, why } = line.stretch;
  return element('li', { class: 'transcript-stretch soft small' }, element('time', { class: 'number', datetime: line.at }, moment(line.at)), element('span', {}, t('transcript.stretch', { name, duration: duration(seconds), why: wordOr('gap', why) })));
}

/** In which language, and how sure its engine is of it. @param {Said['said']} said @param {boolean} unsure */
function heardAs({ language, confidence }, unsure) {
  const sure = confidence !== null && t('transcript.sure', { share: share(confidence) });
  return [language && languageName(language), sure, unsure && t('transcript.unsure')].filter(Boolean).join(' · ');
}

/** @param {Said} line @param {string} name @param {Play} play */
function saidItem({ at, speaker, named, said }, name, play) {
  const unsure = isUnsure(said);
  return element(
    'li',
    { class: `transcript-said ${speaker?.role ?? ''}`, 'data-utterance': said.id, tabindex: -1 },
    element(
      'button',
      { type: 'button', class: 'quiet transcript-play', onclick: () => play(said, name), 'aria-label': t('transcript.play', { name, time: moment(at) }) },
      element('span', { class: 'play-mark', 'aria-hidden': 'true' }),
      element('time', { class: 'number', datetime: at }, moment(at)),
    ),
    element(
      'p',
      { class: unsure ? 'unsure' : undefined },
      element('strong', { class: named ? undefined : 'visually-hidden', dir: 'auto' }, name),
      ' ',
      element('span', { lang: said.language, dir: 'auto' }, said.text),
      ' ',
      element('span', { class: 'transcript-heard small soft' }, heardAs(said, unsure)),
    ),
  );
}
