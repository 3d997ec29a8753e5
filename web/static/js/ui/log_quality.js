/**
 * How the line of one call was for each of the two, as the supervisor reads it: drawn, and in words and numbers.
 */

import { currentLocale, duration, t } from './desk_words.js';
import { element } from './element.js';
import { facts, panel } from './facts.js';
import { nameOf } from './log_panels.js';
import { qualityChart, swatch } from './quality_chart.js';

/** @typedef {import('../protocol/desk.js').CallRecord} CallRecord */
/** @typedef {import('../protocol/desk.js').QualityRecord} QualityRecord */
/** @typedef {import('../protocol/desk.js').Span} Span */

/** @param {CallRecord} call */
export function qualityPanel(call) {
  const told = call.quality.filter(({ samples }) => samples.length > 0);
  if (told.length === 0) return null;
  const moments = told.flatMap(({ samples }) => [Date.parse(samples[0].at), Date.parse(/** @type {{at: string}} */ (samples.at(-1)).at)]);
  const time = { fromMs: Math.min(...moments), toMs: Math.max(...moments) };
  const people = told.map((record) => element('div', {}, element('h3', { dir: 'auto' }, nameOf(call, record.participant_id)), ...personOf(record, time)));
  return panel(t('log.quality'), { id: 'quality' }, element('p', { class: 'small soft' }, t('log.quality.note')), legend(), ...people);
}

/** @param {QualityRecord} record @param {{fromMs: number, toMs: number}} time */
function personOf(record, time) {
  const { samples } = record;
  const paused = seconds(samples, 'paused');
  const smaller = seconds(samples, 'smaller') + seconds(samples, 'smallest');
  const frozen = samples.reduce((sum, one) => sum + one.freeze_ms, 0) / 1000;
  /** @type {[string, string | null][]} */
  const numbers = [
    [t('log.quality.mos'), spanWords(record.mos, (value) => number(value, 1))],
    [t('log.quality.concealed'), spanWords(record.concealed, share)],
    [t('log.quality.loss_in'), spanWords(record.loss_in, share)],
    [t('log.quality.loss_out'), spanWords(record.loss_out, share)],
    [t('log.quality.round_trip'), spanWords(record.round_trip_ms, ms)],
    [t('log.quality.jitter'), spanWords(record.jitter_ms, ms)],
    [t('log.quality.smaller'), smaller > 0 ? duration(smaller) : null],
    [t('log.quality.paused'), paused > 0 ? duration(paused) : null],
    [t('log.quality.frozen'), frozen > 0.5 ? duration(frozen) : null],
  ];
  const words = numbers.filter(([, value]) => value !== null).map((pair) => pair.join(': '));
  const chart = qualityChart(samples, { words: words.join('. '), ...time });
  const axis = element('p', { class: 'quality-axis small soft number', dir: 'ltr', 'aria-hidden': 'true' }, element('span', {}, '0:00'), element('span', {}, duration((time.toMs - time.fromMs) / 1000)));
  return [chart, axis, facts(numbers)];
}

function legend() {
  const names = /** @type {const} */ (['mos', 'concealed', 'lost', 'smaller', 'paused']);
  return element('ul', { class: 'quality-legend small' }, names.map((name) => element('li', {}, swatch(name), t(`log.quality.legend.${name}`))));
}

/** How long so much of the own picture was sent; samples are two seconds each. @param {QualityRecord['samples']} samples @param {string} sent */
function seconds(samples, sent) {
  return 2 * samples.filter((one) => one.sent === sent).length;
}

/** @param {Span | null} span @param {(value: number) => string} write */
function spanWords(span, write) {
  return span && t('log.quality.span', { lowest: write(span.lowest), median: write(span.median), highest: write(span.highest) });
}

/** @param {number} value @param {number} digits */
function number(value, digits) {
  return new Intl.NumberFormat(currentLocale(), { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
}

/** @param {number} value */
function share(value) {
  return new Intl.NumberFormat(currentLocale(), { style: 'percent', maximumFractionDigits: 1 }).format(value);
}

/** @param {number} value */
function ms(value) {
  return new Intl.NumberFormat(currentLocale(), { style: 'unit', unit: 'millisecond', unitDisplay: 'short', maximumFractionDigits: 0 }).format(value);
}
