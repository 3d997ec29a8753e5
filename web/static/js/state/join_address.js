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
  return typed.normalize('NFKC').replace(/\D/g, '');
}

/** @param {string} typed the end of a tracking number, or all of it */
export function checkCharacters(typed) {
  return typed.normalize('NFKC').replace(/[^\p{L}\p{N}]/gu, '').toUpperCase().slice(-4);
}
