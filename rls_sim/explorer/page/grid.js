// The values a slider can take: round numbers, with both ends and the declared value exactly.
// @ts-check

const POSITIONS = 240; // about as many as a slider has pixels
const NARROWEST = 1e-9; // of an axis, as a share of its larger end
const NICE = [1, 2, 2.5, 5, 10];

/** Sorted values from `low` to `high` that hold `value` exactly.
 * @param {{value: number, low: number, high: number, log: boolean}} range @returns {number[]} */
export function gridOf({ value, low, high, log }) {
  const middle = log && low > 0 ? logarithmic(value, low, high) : linear(value, low, high);
  const all = new Set([low, high, value, ...middle.filter((v) => v > low && v < high)]);
  return [...all].filter((v) => v >= low && v <= high).sort((a, b) => a - b);
}

/** Position on the grid that lies nearest to a value. @param {number[]} grid @param {number} value */
export function nearestPosition(grid, value) {
  let low = 0;
  let high = grid.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (grid[middle] <= value) low = middle;
    else high = middle;
  }
  return Math.abs(grid[high] - value) < Math.abs(value - grid[low]) ? high : low;
}

/** Whether an axis of the map can go from `low` to `high`: its values must be told apart.
 * @param {number} low @param {number} high */
export const isAxis = (low, high) => high - low > NARROWEST * Math.max(Math.abs(low), Math.abs(high));

/** `count` values from `low` to `high`, evenly or by equal factors: an axis of the map.
 * @param {number} low @param {number} high @param {boolean} log @param {number} count */
export function axisValues(low, high, log, count) {
  const values = [];
  const step = (high - low) / (count - 1) / Math.max(Math.abs(low), Math.abs(high));
  const digits = Math.max(6, Math.ceil(-Math.log10(step)) + 2);
  for (let i = 0; i < count; i++) {
    const share = i / (count - 1);
    const value = log && low > 0 ? low * (high / low) ** share : low + (high - low) * share;
    values.push(Number(value.toPrecision(digits)));
  }
  values[0] = low;
  values[count - 1] = high;
  return values;
}

function linear(value, low, high) {
  const step = niceStep((high - low) / POSITIONS);
  const values = [];
  const first = Math.ceil((low - value) / step);
  const last = Math.floor((high - value) / step);
  for (let k = first; k <= last; k++) values.push(Number((value + k * step).toPrecision(10)));
  return values;
}

function logarithmic(value, low, high) {
  const start = value > 0 ? value : low;
  const factor = (high / low) ** (1 / POSITIONS);
  const digits = Math.min(10, Math.max(3, Math.ceil(-Math.log10(factor - 1)) + 1));
  const first = Math.ceil(Math.log(low / start) / Math.log(factor));
  const values = [];
  for (let k = first; start * factor ** k < high; k++) {
    values.push(Number((start * factor ** k).toPrecision(digits)));
  }
  return values;
}

function niceStep(least) {
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = NICE.find((n) => n * power >= least * (1 - 1e-9)) ?? 10;
  return factor * power;
}
