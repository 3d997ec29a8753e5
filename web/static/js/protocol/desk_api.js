/**
 * What the pages of agents and supervisors ask of the REST interface, one function for each question.
 */

import { rest } from './rest.js';

/** @typedef {import('./desk.js').Session} Session */
/** @typedef {import('./desk.js').CaseView} CaseView */
/** @typedef {import('./desk.js').NewCall} NewCall */
/** @typedef {import('./desk.js').CallList} CallList */
/** @typedef {import('./desk.js').CallRecord} CallRecord */
/** @typedef {import('./desk.js').SummaryRecord} SummaryRecord */
/** @typedef {import('./desk.js').SummaryChange} SummaryChange */
/** @typedef {import('./desk.js').CommitmentList} CommitmentList */
/** @typedef {import('./desk.js').CommitmentRecord} CommitmentRecord */
/** @typedef {import('./desk.js').EvidenceList} EvidenceList */
/** @typedef {import('./desk.js').AgentList} AgentList */
/** @typedef {import('./desk.js').Reassigned} Reassigned */
/** @typedef {import('./desk.js').NotesRecord} NotesRecord */
/** @typedef {import('./desk.js').CaseTimeline} CaseTimeline */
/** @typedef {import('./desk.js').WaitingList} WaitingList */

/** @param {AbortSignal} signal @returns {Promise<Session>} */
export const readSession = (signal) => rest('GET', '/api/session', { signal });

/** @param {string} email @param {string} password @param {AbortSignal} signal @returns {Promise<Session>} */
export const signIn = (email, password, signal) => rest('POST', '/api/session', { body: { email, password }, signal });

/** @param {AbortSignal} signal @returns {Promise<void>} */
export const signOut = (signal) => rest('DELETE', '/api/session', { signal });

/** @param {string} reference @param {AbortSignal} signal @returns {Promise<CaseView>} */
export const readCase = (reference, signal) => rest('GET', `/api/cases/${encodeURIComponent(reference)}`, { signal });

/** The photos and documents on it, newest first. @param {string} reference @param {AbortSignal} signal @returns {Promise<EvidenceList>} */
export const readEvidence = (reference, signal) => rest('GET', `/api/cases/${encodeURIComponent(reference)}/evidence`, { signal });

/** @param {string} reference @param {AbortSignal} signal @returns {Promise<NewCall>} */
export const inviteCustomer = (reference, signal) =>
  rest('POST', `/api/cases/${encodeURIComponent(reference)}/calls`, { body: { mode: 'invite' }, signal });

/** Another way in for the customer; the old one opens nothing any more. @param {string} callId @param {AbortSignal} signal @returns {Promise<NewCall>} */
export const renewLink = (callId, signal) => rest('POST', `/api/calls/${encodeURIComponent(callId)}/link`, { signal });

/** @param {URLSearchParams} query @param {AbortSignal} signal @returns {Promise<CallList>} */
export const searchCalls = (query, signal) => rest('GET', `/api/calls?${query}`, { signal });

/** @param {string} callId @param {AbortSignal} signal @returns {Promise<CallRecord>} */
export const readCall = (callId, signal) => rest('GET', `/api/calls/${encodeURIComponent(callId)}`, { signal });

/** @param {string} callId @param {AbortSignal} signal @returns {Promise<SummaryRecord>} */
export const readSummary = (callId, signal) => rest('GET', `/api/calls/${encodeURIComponent(callId)}/summary`, { signal });

/** @param {string} callId @param {SummaryChange} change @param {AbortSignal} signal @returns {Promise<SummaryRecord>} */
export const saveSummary = (callId, change, signal) =>
  rest('PUT', `/api/calls/${encodeURIComponent(callId)}/summary`, { body: change, signal });

/** @param {string} callId @param {number} version @param {AbortSignal} signal @returns {Promise<SummaryRecord>} */
export const approveSummary = (callId, version, signal) =>
  rest('POST', `/api/calls/${encodeURIComponent(callId)}/summary/approve`, { body: { version }, signal });

/** Its statements are not to be used. @param {string} callId @param {{version: number, reason: string}} how @param {AbortSignal} signal @returns {Promise<SummaryRecord>} */
export const rejectSummary = (callId, how, signal) => rest('POST', `/api/calls/${encodeURIComponent(callId)}/summary/reject`, { body: how, signal });

/** The agent's notes on a call. @param {string} callId @param {AbortSignal} signal @returns {Promise<NotesRecord>} */
export const readNotes = (callId, signal) => rest('GET', `/api/calls/${encodeURIComponent(callId)}/notes`, { signal });

/** @param {string} callId @param {import('./desk.js').NotesChange} change @param {AbortSignal} signal @returns {Promise<NotesRecord>} */
export const saveNotes = (callId, change, signal) => rest('PUT', `/api/calls/${encodeURIComponent(callId)}/notes`, { body: change, signal });

/** What happened on a case, newest first. @param {string} reference @param {{before: string, limit: number}} page @param {AbortSignal} signal @returns {Promise<CaseTimeline>} */
export const readTimeline = (reference, page, signal) => rest('GET', `/api/cases/${encodeURIComponent(reference)}/timeline?${filled(page)}`, { signal });

/** Who waits, whoever has waited longest on top. @param {number} limit @param {AbortSignal} signal @returns {Promise<WaitingList>} */
export const readWaiting = (limit, signal) => rest('GET', `/api/queue?${filled({ limit })}`, { signal });

/** What is still open, the one due first on top. @param {{limit: number, offset: number}} page @param {AbortSignal} signal @returns {Promise<CommitmentList>} */
export const openCommitments = (page, signal) => rest('GET', `/api/commitments?${filled({ state: 'open', ...page })}`, { signal });

/** What was broken lately, then what is overdue. @param {{limit: number, offset: number}} page @param {AbortSignal} signal @returns {Promise<CommitmentList>} */
export const failingCommitments = (page, signal) => rest('GET', `/api/commitments?${filled({ state: 'failing', ...page })}`, { signal });

/** @param {string} id @param {{state: 'kept' | 'broken', reason: string | null}} how @param {AbortSignal} signal @returns {Promise<CommitmentRecord>} */
export const settleCommitment = (id, how, signal) => rest('POST', `/api/commitments/${encodeURIComponent(id)}/settle`, { body: how, signal });

/** @param {string} id @param {{due_on: string, reason: string}} until @param {AbortSignal} signal @returns {Promise<CommitmentRecord>} */
export const moveCommitment = (id, until, signal) => rest('POST', `/api/commitments/${encodeURIComponent(id)}/move`, { body: until, signal });

/** Have the customer sent the link to their own copy. @param {string} callId @param {AbortSignal} signal @returns {Promise<import('./desk.js').CopyLink>} */
export const sendCustomerCopy = (callId, signal) => rest('POST', `/api/calls/${encodeURIComponent(callId)}/copy`, { signal, deadlineMs: 30_000 });

/** Who is at work; for supervisors. @param {AbortSignal} signal @returns {Promise<AgentList>} */
export const readAgents = (signal) => rest('GET', '/api/agents', { signal });

/** Give a call to another agent; for supervisors. @param {string} callId @param {string} agent their user id @param {AbortSignal} signal @returns {Promise<Reassigned>} */
export const giveCall = (callId, agent, signal) => rest('POST', `/api/calls/${encodeURIComponent(callId)}/agent`, { body: { agent }, signal });

/** What a machine has written down of a call. @param {string} callId @param {AbortSignal} signal @returns {Promise<import('./desk.js').TranscriptRecord>} */
export const readTranscript = (callId, signal) => rest('GET', `/api/calls/${encodeURIComponent(callId)}/transcript`, { signal });

/** Calls in which every word stands, newest first. @param {{query: string, before: number | ''}} search @param {AbortSignal} signal @returns {Promise<import('./desk.js').SearchResult>} */
export const searchWords = (search, signal) => rest('GET', `/api/search?${filled(search)}`, { signal });

/** @param {Record<string, string | number>} values @returns {URLSearchParams} without what is empty */
function filled(values) {
  return new URLSearchParams(Object.entries(values).filter(([, value]) => value !== '').map(([name, value]) => [name, String(value)]));
}
