/**
 * A text in pieces, of which some are marked. The server counts characters, as people do, and not UTF-16 units. Pure.
 */

/** @param {string} text @param {readonly {start: number, end: number}[]} marks in order, without overlap @returns {{text: string, marked: boolean}[]} */
export function markedText(text, marks) {
  const characters = Array.from(text);
  /** @type {{text: string, marked: boolean}[]} */
  const pieces = [];
  let at = 0;
  for (const { start, end } of marks) {
    if (start > at) pieces.push({ text: characters.slice(at, start).join(''), marked: false });
    pieces.push({ text: characters.slice(start, end).join(''), marked: true });
    at = end;
  }
  if (at < characters.length) pieces.push({ text: characters.slice(at).join(''), marked: false });
  return pieces;
}
