/**
 * What stands about one case beside its call: its journey, its parcel and whose it is, and the work of its six stages. Each
 * part reads and draws itself, and follows the news of the case.
 */

import { readCase } from '../protocol/desk_api.js';
import { element } from '../ui/element.js';
import { caseCarrier } from './case_carrier.js';
import { caseChecklist } from './case_checklist.js';
import { caseClaim } from './case_claim.js';
import { caseContacts } from './case_contacts.js';
import { caseReading } from './case_reading.js';
import { caseSolution } from './case_solution.js';
import { toolsOf } from './case_tools.js';

/** @typedef {import('../protocol/desk.js').CaseView} CaseView */

/**
 * @param {CaseView} view
 * @param {object} about
 * @param {import('./console.js').Console} about.page
 * @param {HTMLElement} about.filed the photos and documents
 * @param {import('./case_news.js').CaseNews} about.news
 * @param {() => string | null} about.callId of the talk with this customer that goes on
 * @param {(view: CaseView) => void} about.changed it is known differently now
 * @param {(stage: string) => void} about.moved
 * @param {() => void} about.happened something was done here
 * @param {AbortSignal} about.signal
 * @returns {{place: HTMLElement, night: HTMLElement}} `night` stands where a call is begun
 */
export function caseAbout(view, { page, filed, news, callId, changed, moved, happened, signal }) {
  const { reference } = view;
  let known = view;
  const contacts = caseContacts({ view, happened, signal });
  /** @param {CaseView} now */
  const learn = (now) => {
    known = now;
    changed(now);
    void contacts.refresh(now);
  };
  const stated = (/** @type {CaseView} */ now) => {
    learn(now);
    happened();
  };
  const reading = caseReading(view, { moved, stated, signal });
  const readAgain = () => readCase(reference, signal);
  news.follow(reading.top, readAgain, (now) => {
    reading.show(now);
    learn(now);
  });
  const asked = () => {
    happened();
    void contacts.refresh();
  };
  const country = view.parcel.destination?.country ?? view.customer.country ?? '';
  const value = () => known.parcel.value;
  const place = element(
    'div',
    { class: 'case-about' },
    element('div', { class: 'wide stack' }, toolsOf(view, { page, happened, signal }), reading.route),
    element('div', { class: 'stack', id: 'about-parcel' }, reading.top, contacts.panel, reading.parcel, filed),
    element(
      'div',
      { class: 'stack' },
      caseChecklist({ reference, country, callId, answered: happened, news, signal }),
      caseCarrier({ reference, alertId: view.alert?.id ?? null, moved, happened: asked, tell: contacts.write, news, signal }),
      caseSolution({ reference, currency: () => value()?.currency ?? '', callId, decided: happened, news, signal }),
      caseClaim({ reference, value, callId, say: page.say, noted: happened, news, signal }),
      reading.tracking,
    ),
  );
  return { place, night: contacts.night };
}
