/**
 * What is due by tomorrow: of everybody on the worklist, of this reader on the console. Read anew every minute.
 */

import { readDueList } from '../protocol/contacts_api.js';
import { element, fill } from '../ui/element.js';
import { dueLinesPanel } from '../ui/due_lines_panel.js';

const FRESH_MS = 60_000;

/** @param {{title: string, ownerId?: string}} of @param {AbortSignal} signal */
export function duePanel({ title, ownerId }, signal) {
  const place = element('div', { class: 'due' });
  const show = async () => {
    const { lines } = await readDueList(signal);
    fill(place, dueLinesPanel(lines.filter((each) => ownerId === undefined || each.owner_id === ownerId), title));
  };
  const again = () => void show().catch(() => {}); // what was known last stays
  const fresh = setInterval(again, FRESH_MS);
  signal.addEventListener('abort', () => clearInterval(fresh), { once: true });
  again();
  return place;
}
