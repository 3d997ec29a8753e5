/**
 * The moments of a call that a summary rests on: what was said there, and its sound. Nothing is fetched before the first click,
 * since each listening is noted.
 */

import { readCall, readTranscript } from '../protocol/desk_api.js';
import { t } from '../ui/desk_words.js';
import { transcriptPlayer } from '../ui/transcript_player.js';

/** @typedef {import('../ui/source_list.js').FindMoment} FindMoment */

/** @param {string} callId @param {AbortSignal} signal @returns {FindMoment} */
export function momentsOf(callId, signal) {
  const player = transcriptPlayer((partId) => `/api/calls/${encodeURIComponent(callId)}/recording?part=${encodeURIComponent(partId)}`);
  const transcript = onceItWorks(() => readTranscript(callId, signal));
  const call = onceItWorks(() => readCall(callId, signal));
  return async ({ kind, ref }) => {
    if (kind === 'transcript') {
      const { utterances, speakers } = await transcript();
      const said = utterances.find((one) => one.id === ref);
      if (!said) return null;
      const name = speakers.find((one) => one.participant_id === said.participant_id)?.name ?? '';
      const play = () => {
        player.play({ partId: said.part_id, fromS: said.start_s, name });
        return player.place;
      };
      return { name, words: said.text, language: said.language, play };
    }
    const { messages, participants } = await call();
    const line = messages.find((one) => one.id === ref);
    const by = participants.find((one) => one.id === line?.participant_id);
    return line ? { name: by?.name ?? t('desk.unknown'), words: line.text, language: by?.language ?? '', play: null } : null;
  };
}

/** @template T @param {() => Promise<T>} read @returns {() => Promise<T>} what failed is asked for again */
function onceItWorks(read) {
  /** @type {Promise<T> | null} */
  let reading = null;
  return () => {
    reading ??= read().catch((error) => {
      reading = null;
      throw error;
    });
    return reading;
  };
}
