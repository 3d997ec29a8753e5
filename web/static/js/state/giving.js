/**
 * To whom a supervisor may give a call, in the order in which they are worth asking. Pure.
 */

/** @typedef {import('../protocol/desk.js').AgentLine} AgentLine */
/** @typedef {import('../protocol/desk.js').CallRecord} CallRecord */

const GIVEN_FROM = new Set(['created', 'waiting', 'interrupted']);
/** The sooner somebody can be there, the earlier they stand. @type {readonly AgentLine['state'][]} */
const READINESS = ['available', 'wrap_up', 'break', 'missed', 'ringing', 'on_call', 'offline'];

/** The queue gives its calls out by itself, as long as nobody has one. @param {CallRecord} call */
export function mayGive({ state, mode, agent_name: agent }) {
  return GIVEN_FROM.has(state) && (mode === 'invite' || (state === 'interrupted' && agent !== null));
}

/**
 * Everybody but the one who has it: who speaks exactly the customer's language first, then who shares it, then the rest;
 * among equals the readiest.
 *
 * @param {readonly AgentLine[]} agents
 * @param {CallRecord} call
 * @returns {AgentLine[]}
 */
export function candidates(agents, call) {
  const language = call.participants.find(({ role }) => role === 'customer')?.language ?? '';
  const rank = (/** @type {AgentLine} */ agent) => fit(agent, language) * READINESS.length + READINESS.indexOf(agent.state);
  return agents.filter((agent) => agent.call_id !== call.id).sort((one, other) => rank(one) - rank(other) || one.name.localeCompare(other.name));
}

/** In another call just now: it would be refused. @param {AgentLine} agent */
export function isBusy(agent) {
  return agent.call_id !== null;
}

/** @param {AgentLine} agent @param {string} language */
function fit({ languages }, language) {
  const primary = (/** @type {string} */ tag) => tag.split('-')[0].toLowerCase();
  if (languages.some((each) => each.toLowerCase() === language.toLowerCase())) return 0;
  return languages.some((each) => primary(each) === primary(language)) ? 1 : 2;
}
