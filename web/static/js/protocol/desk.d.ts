/** What the REST interface gives the pages of agents and supervisors. Only what they read is named here. */

import type {
  AgentState, CallMode, CallState, Decision, EndReason, PartState, Purpose, Role,
} from './wire.js';

export interface User { id: string; name: string; role: Role; language: string; languages: string[] }
export interface Session { user: User; socket_token: string }

export interface TrackingEvent {
  at: string; description: string; progress: string; location: string | null; country: string | null;
  language: string | null; source: string;
}
export interface CaseLine {
  reference: string; title: string; stage: string; customer_name: string; customer_language: string;
  carrier: string | null; tracking_number: string | null; days_silent: number | null; anomaly: string | null;
  last_event: TrackingEvent | null; updated_at: string;
}
export interface CaseList { cases: CaseLine[]; total: number; limit: number; offset: number }
export interface Place { country: string; city: string | null }
export interface Stop { place: string; country: string | null; at: string | null }
export interface Reading { anomaly: string; since: string; days: number; event: TrackingEvent }
export interface CaseView {
  reference: string; stage: string; title: string; order_reference: string | null;
  parcel: {
    tracking_number: string | null; carrier: string | null; shipped_on: string | null;
    value: { amount: string; currency: string } | null; origin: Place | null; destination: Place | null;
  };
  customer: { name: string; language: string; country: string | null; contact: string | null };
  facts: Record<string, string>;
  route: { origin: Stop | null; waypoints: Stop[]; destination: Stop | null };
  events: TrackingEvent[]; last_location: string | null; days_silent: number | null;
  reading: Reading | null; suggested_stage: string | null; alerts: string[];
}
