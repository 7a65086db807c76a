// Which published observations a cell meets. Pure: numbers in, a verdict and its words out.
// @ts-check

import { clockWords, formatNumber } from "rls/format";

/** @typedef {{verdict: "met"|"not met"|"cannot be said", number: number|null, words: string}} Judgement */

export const SIGNS = { met: "✓", "not met": "✗", "cannot be said": "?" };

/** Hold one observation against a cell. What was seen in health is held against the healthy cell.
 * @param {any} observation @param {Record<string, number|null>|null} outcomes of the cell; null where
 * it has none @param {Record<string, number|null>} healthy @returns {Judgement} */
export function judge(observation, outcomes, healthy) {
  const { outcome, kind } = observation;
  const own = observation.contrast === "healthy" ? healthy : outcomes;
  if (!outcome) return unsaid("nothing in the model answers it");
  if (!own) return unsaid("the cell was not solved");
  const value = own[outcome];
  if (!isNumber(value)) return unsaid("the cell has no such number");
  if (kind === "ratio") {
    if (!healthy[outcome]) return unsaid("the healthy cell has none of it");
    return verdict(value / healthy[outcome], observation, (number) => `${formatNumber(number)}× healthy`);
  }
  if (kind === "clock") return verdict(value, observation, clockWords, true);
  return verdict(value, observation, (number) => formatNumber(number));
}

/** How many of the judgements are what. @param {Judgement[]} judgements */
export function tally(judgements) {
  const counts = { met: 0, "not met": 0, "cannot be said": 0 };
  for (const judgement of judgements) counts[judgement.verdict]++;
  return counts;
}

/** The interval that meets an observation, in words in brackets; "" where there is none.
 * @param {any} observation */
export function intervalWords({ low, high, kind }) {
  const words = kind === "clock" ? clockWords : (number) => formatNumber(number);
  const unit = kind === "ratio" ? " × healthy" : "";
  if (isNumber(low) && isNumber(high)) return ` (${words(low)} to ${words(high)}${unit})`;
  if (isNumber(low)) return ` (at least ${words(low)}${unit})`;
  if (isNumber(high)) return ` (at most ${words(high)}${unit})`;
  return "";
}

function verdict(number, { low, high }, words, cyclic = false) {
  const [some, other] = [isNumber(low), isNumber(high)];
  if (!some && !other) return unsaid(`no interval is known that would meet it; the model says ${words(number)}`, number);
  const within = cyclic && some && other
    ? turned(number - low) <= turned(high - low)
    : (!some || number >= low) && (!other || number <= high);
  return { verdict: within ? "met" : "not met", number, words: words(number) };
}

const turned = (hours) => ((hours % 24) + 24) % 24;
const isNumber = (value) => typeof value === "number" && Number.isFinite(value);
const unsaid = (words, number = null) => ({ verdict: /** @type {const} */ ("cannot be said"), number, words });
