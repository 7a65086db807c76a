// What a panel of the day draws: courses from noon to noon, scaled, and their summary in words.
// @ts-check

import { clockWords, formatNumber, readableScale, sentence, unitWords } from "rls/format";

export const NOON = 12;
const DAY = 24;

/** The hours of the axis, 12 to 36, for courses of `length` values from 0 to 24 h.
 * @param {number} length */
export function noonHours(length) {
  return Float64Array.from({ length }, (_, i) => NOON + (i * DAY) / (length - 1));
}

/** A periodic course (0 to 24 h, both ends) begun at noon, times `factor`.
 * @param {ArrayLike<number>} course @param {number} factor */
export function fromNoon(course, factor) {
  const last = course.length - 1;
  const start = last / 2;
  const turned = new Float64Array(course.length);
  for (let i = 0; i <= last; i++) turned[i] = course[(i + start) % last] * factor;
  return turned;
}

/** An hour of the clock on the axis. @param {number} hour */
export const onAxis = (hour) => ((((hour - NOON) % DAY) + DAY) % DAY) + NOON;

/** Mean over a day whose last value repeats the first. @param {ArrayLike<number>} course */
export function dayMean(course) {
  let sum = 0;
  for (let i = 1; i < course.length; i++) sum += course[i];
  return sum / (course.length - 1);
}

/** How the values of a panel become what is drawn, and the words of its axis.
 * @param {any} panel @param {any} catalogue @param {Record<string, ArrayLike<number>>} healthy
 * @returns {{factors: number[], axis: string, unit: string}} */
export function panelScale(panel, catalogue, healthy) {
  if (panel.relative) {
    return { factors: panel.quantities.map((name) => 1 / (dayMean(healthy[name]) || 1)), axis: "relative to the healthy mean", unit: "" };
  }
  const first = catalogue.quantities[panel.quantities[0]];
  const largest = healthy[panel.quantities[0]] ? Math.max(...healthy[panel.quantities[0]]) : 0;
  const [factor, unit] = first.shown ? [first.factor, first.shown] : readableScale(first.unit, largest);
  const label = panel.quantities.length > 1 ? "value" : first.label;
  return { factors: panel.quantities.map(() => factor), axis: label, unit: unitWords(unit) };
}

/** Highest and lowest of a course begun at noon, and when, in words.
 * @param {Float64Array} hours @param {Float64Array} values @param {string} label @param {string} unit */
export function courseWords(hours, values, label, unit) {
  let high = 0;
  let low = 0;
  for (let i = 1; i < values.length; i++) {
    if (values[i] > values[high]) high = i;
    if (values[i] < values[low]) low = i;
  }
  const at = (i) => `${formatNumber(values[i])}${unit ? ` ${unit}` : ""} at ${clockWords(hours[i])}`;
  return `${sentence(label)}: highest ${at(high)}, lowest ${at(low)}.`;
}

/** Value of a drawn course at an hour of the axis. @param {Float64Array} values @param {number} hour */
export function valueAt(values, hour) {
  const place = ((hour - NOON) / DAY) * (values.length - 1);
  const left = Math.max(0, Math.min(values.length - 2, Math.floor(place)));
  return values[left] + (values[left + 1] - values[left]) * (place - left);
}
