/** The transcript of a call on a page: read, and read again for as long as it is being written down. */

import { readTranscript } from '../protocol/desk_api.js';
import { partUrl, whyNotPlayed } from '../protocol/recording_api.js';
import { isUnderWay } from '../state/transcript_lines.js';
import { t } from '../ui/desk_words.js';
import { element } from '../ui/element.js';
import { panel } from '../ui/facts.js';
import { transcriptText } from '../ui/transcript_panel.js';

/** @typedef {import('../protocol/desk.js').TranscriptRecord} TranscriptRecord */

const WORKING_MS = 3_000;
const WAITING_MS = 15_000;

/** The panel of the call's own page; nothing of it is seen when nothing was recorded. @param {string} callId @param {AbortSignal} signal */
export function transcriptPanel(callId, signal) {
  const text = transcriptOf(callId, signal);
  const shown = panel(t('transcript.title'), { id: 'transcript' }, text.place);
  shown.hidden = true;
  void text.read().then((found) => {
    shown.hidden = found === null;
    const line = /^#line-(\w+)$/.exec(location.hash)?.[1];
    if (line) text.find(line);
  });
  return shown;
}

/** @param {string} callId @param {AbortSignal} signal */
export function transcriptOf(callId, signal) {
  const text = transcriptText((partId) => partUrl(callId, partId), (url) => whyNotPlayed(url, signal));
  /** What is shown: drawn again only when it is another. */
  let drawn = '';
  /** @returns {Promise<TranscriptRecord | null | undefined>} null: there is none; undefined: nobody knows */
  const read = async () => {
    try {
      const found = await readTranscript(callId, signal);
      const now = JSON.stringify(found);
      if (now !== drawn) text.show(found);
      drawn = now;
      if (isUnderWay(found)) again(found.state === 'working' ? WORKING_MS : WAITING_MS);
      return found;
    } catch (error) {
      if (signal.aborted) return undefined;
      if (/** @type {{code?: string}} */ (error).code === 'not_found') return null;
      text.fail(error, () => void read());
      return undefined;
    }
  };
  const again = (/** @type {number} */ ms) => {
    const timer = setTimeout(() => (document.hidden ? again(ms) : void read()), ms);
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  };
  return { place: element('div', {}, text.place), read, find: text.find };
}
