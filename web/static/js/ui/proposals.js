/**
 * What an answer asks for: each a button, and nothing happens before it is pressed.
 */

import { t, wordOr } from './desk_words.js';
import { element } from './element.js';
import { pressed } from './pressed.js';

/** @typedef {import('../protocol/desk.js').Proposal} Proposal */

/** @param {readonly Proposal[]} proposals @param {(proposal: Proposal) => Promise<void>} follow */
export function proposalsNotice(proposals, follow) {
  return element(
    'div',
    { class: 'proposals' },
    element('p', {}, element('strong', {}, t('proposal.title'))),
    pressed(proposals.map((proposal) => ({ words: wordsFor(proposal), look: '', press: () => follow(proposal) }))),
  );
}

/** @param {Proposal} proposal */
function wordsFor({ act, stage, item, moment }) {
  if (act === 'move') return t('proposal.move', { stage: wordOr('stage', stage ?? '') });
  if (act === 'fact') return t('proposal.fact', { fact: wordOr('fact', item ?? '') });
  if (act === 'tell') return t('proposal.tell', { moment: wordOr('contact.moment', moment ?? '') });
  return t('proposal.settle_alert');
}
