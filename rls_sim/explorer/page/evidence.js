// Which published observations a cell meets. Pure: numbers in, a verdict and its words out.
// @ts-check

import { clockWords, formatNumber } from "rls/format";

/** @typedef {{verdict: "met"|"not met"|"cannot be said", number: number|null, words: string}} Judgement */

export const SIGNS = { met: "✓", "not met": "✗", "cannot be said": "?" };

/** Whose number answers a contrast: that of the cell, which stands for a patient, or of the healthy
 * one. Other contrasts are of cells that are not here. */
const ANSWERS = { "rls/control": "cell", rls: "cell", healthy: "healthy", "active/rest": "healthy" };

/** Hold one observation against a cell, as `Met.holds` of the package does.
 * @param {any} observation @param {Record<string, number|null>|null} outcomes of the cell; null where
 * it has none @param {Record<string, number|null>} healthy
 * @param {Record<string, string>} [contrasts] what they are, in words @returns {Judgement} */
export function judge(observation, outcomes, healthy, contrasts = {}) {
  const { outcome, kind, contrast } = observation;
  if (!outcome) return unsaid("nothing in the model answers it");
  if (!Object.hasOwn(ANSWERS, contrast)) return unsaid(`this cell and the healthy one are not “${contrasts[contrast] ?? contrast}”`);
  const own = ANSWERS[contrast] === "healthy" ? healthy : outcomes;
  if (!own) return unsaid("the cell was not solved");
  const value = own[outcome];
  if (!isNumber(value)) return unsaid("the cell has no such number");
  if (kind === "ratio") {
    const share = isNumber(healthy[outcome]) ? value / healthy[outcome] : NaN;
    if (Number.isNaN(share)) return unsaid(isNumber(healthy[outcome]) ? "neither cell has any of it" : "the healthy cell has no such number");
    return verdict(share, observation, (number) => (Number.isFinite(number) ? `${formatNumber(number)}× healthy` : `${formatNumber(value)}, and the healthy cell has none`));
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

/** The interval that meets an observation, in words in brackets.
 * @param {any} observation */
export function intervalWords({ low, high, kind }) {
  const words = kind === "clock" ? clockWords : (number) => formatNumber(number);
  const unit = kind === "ratio" ? " × healthy" : "";
  if (isNumber(low) && isNumber(high)) return ` (${words(low)} to ${words(high)}${unit})`;
  if (isNumber(low)) return ` (at least ${words(low)}${unit})`;
  if (isNumber(high)) return ` (at most ${words(high)}${unit})`;
  return kind === "clock" ? " (any hour, within its error)" : " (any number, within its error)";
}

function verdict(number, { low, high }, words, cyclic = false) {
  const [some, other] = [isNumber(low), isNumber(high)];
  const within = cyclic && some && other
    ? turned(number - low) <= turned(high - low)
    : (!some || number >= low) && (!other || number <= high);
  return { verdict: within ? "met" : "not met", number, words: words(number) };
}

const turned = (hours) => ((hours % 24) + 24) % 24;
const isNumber = (value) => typeof value === "number" && Number.isFinite(value);
const unsaid = (words) => ({ verdict: /** @type {const} */ ("cannot be said"), number: null, words });
