/** The transcripts of a case's calls, as far as this reader may see them: a line each, opened at a click. */

import { t, when } from '../ui/desk_words.js';
import { element, fill } from '../ui/element.js';
import { panel } from '../ui/facts.js';
import { transcriptOf } from './transcript.js';

/** @typedef {import('../protocol/desk.js').CallLine} CallLine */

const MOST = 5;

/** @param {readonly CallLine[]} calls of the case, newest first @param {AbortSignal} signal */
export function caseTranscripts(calls, signal) {
  const place = element('div', { class: 'case-transcripts' });
  void show(place, calls.filter((call) => call.recorded).slice(0, MOST), signal);
  return place;
}

/** @param {HTMLElement} place @param {readonly CallLine[]} calls @param {AbortSignal} signal */
async function show(place, calls, signal) {
  const asked = new URLSearchParams(location.search);
  const [heard, line] = [asked.get('heard'), asked.get('line')];
  const read = calls.map(async (call) => {
    const text = transcriptOf(call.id, signal);
    return (await text.read()) ? { call, text } : null; // a colleague's call is not this reader's to see
  });
  const found = (await Promise.all(read)).filter((each) => each !== null);
  if (signal.aborted || found.length === 0) return;
  const items = found.map(({ call, text }) => element('details', { open: call.id === heard, 'data-call': call.id }, element('summary', {}, t('log.title', { when: when(call.created_at) })), text.place));
  fill(place, panel(t('transcript.case'), { id: 'transcripts' }, element('div', { class: 'stack' }, items)));
  const wanted = found.find(({ call }) => call.id === heard);
  if (wanted && line) wanted.text.find(line);
}
