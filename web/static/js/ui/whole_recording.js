/**
 * A whole recording as the supervisor hears it: both sides at once, drawn, with what is missing in words; and its MP3.
 */

import { mp3Url, recordingUrl } from '../protocol/recording_api.js';
import { gapLines, readPeaksFile } from '../state/waveform.js';
import { duration, t, wordOr } from './desk_words.js';
import { element } from './element.js';
import { waveform } from './waveform.js';

/** Shown of one recording; the longest say enough. */
const MOST_GAPS = 20;

/** @typedef {import('../protocol/desk.js').CallRecord} CallRecord */
/** @typedef {import('../protocol/desk.js').RecordingRecord} RecordingRecord */
/** @typedef {(recordingId: string) => Promise<ArrayBuffer>} ReadPeaks */

/** @param {CallRecord} call @param {RecordingRecord} recording @param {ReadPeaks} read null when there is nothing to tell */
export function wholeRecording(call, recording, read) {
  switch (recording.state) {
    case 'waiting':
      return element('p', { class: 'soft', role: 'status' }, t('log.whole.waiting'));
    case 'failed':
      return element('p', { class: 'notice' }, t('log.whole.failed', { reason: reasons(recording) }));
    case 'ready':
    case 'partial':
      return player(call, recording, read);
    default:
      return null;
  }
}

/** @param {CallRecord} call whether one of its recordings can be heard whole */
export function heardWhole(call) {
  return call.recordings.some(({ state }) => state === 'ready' || state === 'partial');
}

/** @param {CallRecord} call @param {RecordingRecord} recording @param {ReadPeaks} read */
function player(call, recording, read) {
  const problem = element('p', { class: 'small', role: 'alert' });
  const failed = () => (problem.textContent = t('log.part.failed'));
  // Nothing is fetched before the click: each listening is noted, and looking at the page is no listening.
  const audio = element('audio', { controls: true, preload: 'none', src: recordingUrl(call.id, recording.recording_id), 'aria-label': t('log.whole'), onerror: failed });
  const { shown, draw } = waveform(recording, audio);
  void drawn(read(recording.recording_id), draw).catch((error) => {
    problem.textContent = t('log.whole.not_drawn');
    console.warn(error);
  });
  return element(
    'div',
    { class: 'whole-recording' },
    element(
      'p',
      { class: 'row' },
      element('strong', {}, t('log.whole')),
      element('span', { class: 'soft small number' }, t('log.part.seconds', { duration: duration(recording.seconds) })),
      recording.state === 'partial' && element('span', { class: 'badge warn' }, t('part_state.partial')),
      recording.state === 'partial' && element('span', { class: 'soft small' }, reasons(recording)),
    ),
    shown,
    audio,
    missing(recording),
    element('p', { class: 'small' }, element('a', { href: mp3Url(call.id, recording.recording_id), download: `${call.case_reference}.mp3` }, t('log.whole.mp3'))),
    problem,
  );
}

/** @param {Promise<ArrayBuffer>} reading @param {(peaks: import('../state/waveform.js').Peaks) => void} draw */
async function drawn(reading, draw) {
  draw(readPeaksFile(await reading));
}

/** @param {RecordingRecord} recording */
function missing(recording) {
  const lines = gapLines(recording.gaps ?? [], MOST_GAPS);
  if (lines.length === 0) return null;
  const items = lines.map(({ sides, from_s: from, to_s: to, why }) => {
    const who = sides.length > 1 ? t('log.whole.both') : t(sides[0] === 'left' ? 'role.agent' : 'role.customer');
    const key = element('span', { class: `wave-key wave-${why}`, 'aria-hidden': 'true' });
    return element('li', {}, key, element('span', { class: 'number' }, `${duration(from)} – ${duration(to)}`), element('span', {}, `${who}: ${wordOr('gap', why)}`));
  });
  return element('details', { class: 'soft small' }, element('summary', {}, t('log.part.gaps')), element('ul', { class: 'wave-gaps' }, items));
}

/** @param {RecordingRecord} recording */
function reasons(recording) {
  return recording.reasons.map((reason) => wordOr('part_reason', reason)).join(', ');
}
