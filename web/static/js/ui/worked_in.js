/**
 * Whether a part of the page may be drawn anew without taking it from under somebody's hands.
 */

/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Field */

/**
 * Somebody is at work here: the focus is on something to press or to write in, a form is open that would be closed, or a
 * field in sight holds something else than at first.
 *
 * @param {Element} place
 */
export function isWorkedIn(place) {
  const focused = document.activeElement;
  if (focused && place.contains(focused) && focused.matches('a, button, input, select, summary, textarea')) return true;
  if (place.querySelector('.form-details[open]')) return true;
  const fields = /** @type {NodeListOf<Field>} */ (place.querySelectorAll('input, textarea, select'));
  return [...fields].some((field) => !field.closest('details:not([open])') && isChanged(field));
}

/** @param {Field} field */
function isChanged(field) {
  if (field instanceof HTMLSelectElement) return field.selectedIndex !== Math.max(0, [...field.options].findIndex((option) => option.defaultSelected));
  if (field instanceof HTMLInputElement && field.type === 'file') return false;
  return field.value !== field.defaultValue || (field instanceof HTMLInputElement && field.checked !== field.defaultChecked);
}
