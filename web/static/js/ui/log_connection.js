/**
 * The connection tests of one call, as the supervisor reads them.
 */

import { connectionTable, verdictBadge } from './connection_panel.js';
import { moment, t } from './desk_words.js';
import { element } from './element.js';
import { panel } from './facts.js';
import { nameOf } from './log_panels.js';

/** @typedef {import('../protocol/desk.js').CallRecord} CallRecord */
/** @typedef {import('../protocol/desk.js').ConnectionTestRecord} ConnectionTestRecord */

/** @param {CallRecord} call */
export function connectionPanel(call) {
  if (call.connection_tests.length === 0) return null;
  return panel(t('connection.tests'), { id: 'connection' }, call.connection_tests.map((test) => testOf(call, test)));
}

/** @param {CallRecord} call @param {ConnectionTestRecord} test */
function testOf(call, test) {
  const why = t(test.asked ? 'connection.asked' : 'connection.by_itself');
  return element(
    'details',
    {},
    element('summary', {}, element('bdi', {}, nameOf(call, test.participant_id)), ` · ${moment(test.at)} `, verdictBadge(test)),
    element('p', { class: 'small soft' }, why),
    connectionTable(test),
  );
}
