/**
 * The packs of a claim: what is said before one is made, and those there are, with what they are older than.
 */

import { count, currentLocale, languageName, t, when, wordOr } from './desk_words.js';
import { element } from './element.js';
import { choice, labelled, sentForm } from './labelled.js';
import { sum } from './solution_panel.js';

/** @typedef {import('../protocol/desk.js').ClaimDesk} ClaimDesk */
/** @typedef {import('../protocol/desk.js').ClaimView} ClaimView */
/** @typedef {import('../protocol/claims_api.js').PackOrder} PackOrder */
/** @typedef {(id: string, form: 'pdf' | 'zip') => string} Url */

/** @param {ClaimDesk} desk @param {{pack: (order: PackOrder) => Promise<void>, url: Url}} acts */
export function packsPart({ packs, claims, pack_languages: languages, claimant }, { pack, url }) {
  return element(
    'div',
    { class: 'stack tight' },
    element('h3', {}, t('claim.packs')),
    claimant ? element('p', { class: 'small soft' }, t('claim.pack.claimant'), ' ', element('bdi', {}, claimant)) : element('p', { class: 'notice warn' }, t('claim.pack.no_claimant')),
    claims.map((claim) => packForm(claim, languages, pack)),
    packs.length > 0 && element('ul', { class: 'plain' }, packs.map((each) => packItem(each, url))),
  );
}

/**
 * The sum stands there as it is proposed, and the language as theirs where it is known.
 *
 * @param {ClaimView} claim @param {readonly string[]} languages @param {(order: PackOrder) => Promise<void>} pack
 */
function packForm({ whom, proposed, language }, languages, pack) {
  const spoken = choice('language', languages.map((tag) => [tag, languageName(tag)]), language ?? currentLocale());
  const amount = element('input', { name: 'amount', inputmode: 'decimal', pattern: '[0-9]+([.,][0-9]{1,3})?', required: proposed !== null, autocomplete: 'off', dir: 'ltr', value: proposed?.text ?? '' });
  const currency = element('input', { name: 'currency', pattern: '[A-Za-z]{3}', required: proposed !== null, maxlength: 3, autocomplete: 'off', dir: 'ltr', value: proposed?.currency ?? '' });
  const why = element('input', { name: 'why', maxlength: 1000, autocomplete: 'off', dir: 'auto' });
  const send = () => pack({ whom, language: spoken.value, claimed: amount.value === '' ? null : { amount: amount.value.replace(',', '.'), currency: currency.value.toUpperCase() }, why: why.value });
  return sentForm(
    { words: t(`claim.pack.${whom}`), look: whom === 'carrier' ? 'primary' : '', send },
    element('div', { class: 'claim-fields' }, labelled(t('claim.pack.sum'), `pack-sum-${whom}`, amount), labelled(t('claim.pack.in'), `pack-currency-${whom}`, currency), labelled(t('claim.pack.language'), `pack-language-${whom}`, spoken), labelled(t('claim.pack.why'), `pack-why-${whom}`, why)),
  );
}

/** @param {import('../protocol/desk.js').PackView} made @param {Url} url */
export function packItem({ id, whom, language, state, asked_at: at, by_name: name, files, zip_sha256: sha256, claimed, older_than: older }, url) {
  return element(
    'li',
    { 'data-state': state },
    element('p', { class: 'row' }, element('span', {}, t(`claim.whom.${whom}`)), claimed && element('span', {}, sum(claimed)), state === 'made' ? ['pdf', 'zip'].map((form) => element('a', { href: url(id, /** @type {'pdf' | 'zip'} */ (form)), download: '' }, form.toUpperCase())) : element('span', { class: state === 'failed' ? 'badge bad' : 'badge', role: 'status' }, t(`claim.pack.${state}`))),
    element('p', { class: 'small soft' }, [languageName(language), when(at), name, files > 0 && count('claim.files', files)].filter(Boolean).join(' · '), sha256 && ' · ', sha256 && element('code', { dir: 'ltr', title: sha256 }, sha256.slice(0, 8))),
    state === 'made' && older.length > 0 && element('p', { class: 'small remark' }, t('claim.pack.before', { what: older.map((each) => wordOr('claim.pack.news', each)).join(' · ') })),
  );
}
