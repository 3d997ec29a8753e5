/**
 * What is known of one case and its parcel: drawn at opening, and anew whenever somebody or the carrier has changed it.
 */

import { sayWhoseLines, settleAlert, stateDetails } from '../protocol/casework_api.js';
import { moveCase } from '../protocol/contacts_api.js';
import { alertPanel } from '../ui/alert_panel.js';
import { customerPanel, parcelPanel, readingPanel, trackingPanel } from '../ui/case_panels.js';
import { t } from '../ui/desk_words.js';
import { detailsForm } from '../ui/details_form.js';
import { element, fill } from '../ui/element.js';
import { formDetails } from '../ui/form_details.js';
import { routePanel } from '../ui/route_strip.js';

/** @typedef {import('../protocol/desk.js').CaseView} CaseView */

/**
 * @param {CaseView} view
 * @param {object} act
 * @param {(stage: string) => void} act.moved
 * @param {(view: CaseView) => void} act.stated somebody has written down here what is known of it
 * @param {AbortSignal} act.signal
 * @returns {{top: HTMLElement, parcel: HTMLElement, route: HTMLElement, tracking: HTMLElement, show: (view: CaseView) => void}}
 */
export function caseReading(view, { moved, stated, signal }) {
  const { reference } = view;
  const places = { top: element('div', { class: 'stack' }), parcel: element('div', {}), route: element('div', {}), tracking: element('div', {}) };
  const reading = element('div', {});
  const alert = element('div', {});
  const customer = element('div', {});
  const showAlert = alertIn(alert, signal);
  /** Of the journey; it is drawn anew only when it goes on, so that what was unfolded stays so. */
  let journey = '';
  const move = async (/** @type {string} */ stage) => {
    moved((await moveCase(reference, stage, signal)).stage);
    reading.querySelector('h2')?.focus();
  };
  const state = async (/** @type {import('../protocol/desk.js').CaseDetails} */ details) => {
    const now = await stateDetails(reference, details, signal);
    show(now);
    customer.querySelector('h2')?.focus();
    stated(now);
  };
  const sayWhose = async (/** @type {string} */ number, /** @type {boolean} */ aside) => {
    const now = await sayWhoseLines(reference, { number, set_aside: aside }, signal);
    show(now);
    places.tracking.querySelector('h2')?.focus();
    stated(now);
  };
  /** @param {CaseView} now */
  const show = (now) => {
    fill(reading, readingPanel(now, move));
    showAlert(now);
    const whose = customerPanel(now);
    whose.append(formDetails('case-details', t('details.open'), () => detailsForm(now, state)));
    fill(customer, whose);
    fill(places.parcel, parcelPanel(now));
    const told = JSON.stringify([now.events, now.strip, now.other_numbers]);
    if (told === journey) return;
    journey = told;
    fill(places.route, routePanel(now));
    fill(places.tracking, trackingPanel(now, sayWhose));
  };
  fill(places.top, reading, alert, customer);
  show(view);
  return { ...places, show };
}

/** The alert that stands; where it was dealt with here, that stays said. @param {HTMLElement} place @param {AbortSignal} signal */
function alertIn(place, signal) {
  let shown = '';
  let settled = false;
  const settle = async (/** @type {string} */ id) => {
    await settleAlert(id, signal);
    settled = true;
  };
  return (/** @type {CaseView} */ { alert }) => {
    if ((settled && !alert) || (alert && alert.id === shown)) return;
    [shown, settled] = [alert?.id ?? '', false];
    place.hidden = !alert;
    fill(place, alert && alertPanel(alert, settle));
  };
}
