/**
 * The moments of a call that a summary rests on: what was said there, and its sound, from the file of all voices where there is
 * one. Nothing is fetched before the first click, since each listening is noted.
 */

import { readCall, readTranscript } from '../protocol/desk_api.js';
import { partUrl, recordingUrl, whyNotPlayed } from '../protocol/recording_api.js';
import { inTheWhole } from '../state/heard_moment.js';
import { t } from '../ui/desk_words.js';
import { transcriptPlayer } from '../ui/transcript_player.js';

/** @typedef {import('../ui/source_list.js').FindMoment} FindMoment */

/** @param {string} callId @param {AbortSignal} signal @returns {FindMoment} */
export function momentsOf(callId, signal) {
  const player = transcriptPlayer((url) => whyNotPlayed(url, signal));
  const transcript = onceItWorks(() => readTranscript(callId, signal));
  const call = onceItWorks(() => readCall(callId, signal));

  /** @param {import('../protocol/desk.js').UtteranceRecord} said */
  const soundOf = async (said) => {
    const whole = inTheWhole(said, await call());
    return whole ? { url: recordingUrl(callId, whole.recordingId), fromS: whole.fromS } : { url: partUrl(callId, said.part_id), fromS: said.start_s };
  };
  return async ({ kind, ref }) => {
    if (kind === 'transcript') {
      const { utterances, speakers, rough } = await transcript();
      const said = utterances.find((one) => one.id === ref);
      if (!said) return null;
      const name = speakers.find((one) => one.participant_id === said.participant_id)?.name ?? '';
      const sound = await soundOf(said);
      const play = () => {
        player.play({ ...sound, name });
        return player.place;
      };
      return { name, words: said.text, language: said.language, rough, play };
    }
    const { messages, participants } = await call();
    const line = messages.find((one) => one.id === ref);
    const by = participants.find((one) => one.id === line?.participant_id);
    return line ? { name: by?.name ?? t('desk.unknown'), words: line.text, language: by?.language ?? '', rough: false, play: null } : null;
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
