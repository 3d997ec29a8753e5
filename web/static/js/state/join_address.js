/**
 * What the address of a join page says: `/j/{call_id}#{secret}` is a link, `/j` asks for a code. Pure.
 */

const LINK = /^\/j\/([A-Za-z0-9_-]{1,64})\/?$/;
const SECRET = /^[A-Za-z0-9_-]{16,128}$/;

/**
 * @param {{pathname: string, hash: string}} address
 * @returns {{callId: string, secret: string | null} | null} null where the code is asked for
 */
export function readAddress({ pathname, hash }) {
  const callId = LINK.exec(pathname)?.[1];
  if (!callId) return null;
  const secret = hash.replace(/^#/, '');
  return { callId, secret: SECRET.test(secret) ? secret : null };
}

/** Digits only, whatever a keyboard, a telephone or a message put between them or wrote them in. @param {string} typed */
export function codeDigits(typed) {
  return western(typed).replace(/\D/g, '');
}

/** @param {string} typed the end of a tracking number, or all of it */
export function checkCharacters(typed) {
  return western(typed).replace(/[^\p{L}\p{N}]/gu, '').toUpperCase().slice(-4);
}

/** An Arabic or Persian keyboard writes its own digits, a Chinese one wide ones. @param {string} typed */
function western(typed) {
  return typed.normalize('NFKC').replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) & 0xf));
}
