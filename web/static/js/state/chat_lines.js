/**
 * The text beside the call as one person sees it: what the server has stored, in its order, then what is still on its
 * way. A line keeps its key from the moment it is written. Pure.
 */

/** @typedef {import('../protocol/wire.js').ChatLine} ChatLine */
/**
 * `waiting`: goes out with the next connection. `refused`: the server would not have it.
 *
 * @typedef {'stored' | 'sending' | 'waiting' | 'refused'} LineState
 */
/** @typedef {{key: string, participantId: string, text: string, at: string | null, state: LineState}} Line */
/** @typedef {{stored: readonly ChatLine[], own: readonly {clientId: string, text: string, state: Exclude<LineState, 'stored'>}[]}} ChatState */

/** @type {ChatState} */
export const NO_LINES = Object.freeze({ stored: [], own: [] });

/** What was kept over a reload goes out with the next connection. @param {ChatState['own']} kept @returns {ChatState} */
export function broughtBack(kept) {
  return { ...NO_LINES, own: kept.map((line) => (line.state === 'refused' ? line : { ...line, state: 'waiting' })) };
}

/** @param {ChatState} chat @param {string} clientId @param {string} text @param {boolean} sent @returns {ChatState} */
export function written(chat, clientId, text, sent) {
  return { ...chat, own: [...chat.own, { clientId, text, state: sent ? 'sending' : 'waiting' }] };
}

/** @param {ChatState} chat @param {string} clientId @param {Exclude<LineState, 'stored'>} state @returns {ChatState} */
export function marked(chat, clientId, state) {
  return { ...chat, own: chat.own.map((line) => (line.clientId === clientId ? { ...line, state } : line)) };
}

/** New lines, or all of them again: each is kept once, in the order of the server. @param {ChatState} chat @param {readonly ChatLine[]} lines @param {string | null} ownId @returns {ChatState} */
export function arrived(chat, lines, ownId) {
  const known = new Map(chat.stored.map((line) => [line.id, line]));
  for (const line of lines) known.set(line.id, line);
  const stored = [...known.values()].sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
  const mine = new Set(stored.filter((line) => line.participant_id === ownId).map((line) => line.client_id));
  return { stored, own: chat.own.filter((line) => !mine.has(line.clientId)) };
}

/** What is to be sent again on a new connection; the server stores it once. @param {ChatState} chat */
export function unsent(chat) {
  return chat.own.filter((line) => line.state !== 'refused');
}

/** @param {ChatState} chat @param {string | null} ownId @returns {readonly Line[]} */
export function linesOf(chat, ownId) {
  const keyOf = (/** @type {ChatLine} */ line) => (line.participant_id === ownId ? line.client_id : line.id);
  return [
    ...chat.stored.map((line) => ({ key: keyOf(line), participantId: line.participant_id, text: line.text, at: line.at, state: /** @type {LineState} */ ('stored') })),
    ...chat.own.map((line) => ({ key: line.clientId, participantId: ownId ?? '', text: line.text, at: null, state: line.state })),
  ];
}
