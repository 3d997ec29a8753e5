/**
 * When calls like this one are recorded, as the server has it. Pure.
 */

/** @typedef {import('../protocol/wire.js').CallSnapshot} CallSnapshot */
/** @typedef {import('../protocol/wire.js').RecordingWhen} RecordingWhen */

/** @param {CallSnapshot | null} call @returns {RecordingWhen} */
export function ruleOf(call) {
  return call?.recording_rule?.when ?? 'on_request';
}

/** Without everybody's yes such a call ends. @param {RecordingWhen} when */
export function isRequired(when) {
  return when === 'required_to_start' || when === 'required_throughout';
}

/** Whoever takes the consent back ends the call with it. @param {CallSnapshot | null} call */
export function endsWithConsent(call) {
  return ruleOf(call) === 'required_throughout';
}
