// Draws the map: cells by colour and hatch, borders between states, a letter in each region.
// @ts-check

import { formatNumber } from "rls/format";
import { stateLetter, stateLook, writeLetter } from "rls/states";

const CIVIDIS = ["#00224e", "#123570", "#3b496c", "#575d6d", "#707173", "#8a8678", "#a59c74", "#c3b369", "#e1cc55", "#fee838"];

/** Fill with a state's colour and hatch. @param {CanvasRenderingContext2D} context @param {any} look
 * @param {number} width @param {number} height */
export function fillState(context, look, width, height) {
  context.fillStyle = look.colour;
  context.fillRect(0, 0, width, height);
  context.fillStyle = hatch(context, look);
  context.fillRect(0, 0, width, height);
}

/** Draw a map into a canvas of `width` by `height` px.
 * @param {HTMLCanvasElement} canvas
 * @param {{nx: number, ny: number, states: (string|null)[], values: Float64Array|null, catalogue: any,
 *   theme: any, done: boolean}} map */
export function drawMap(canvas, map, width, height) {
  const scale = devicePixelRatio;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const place = cells(map, canvas.width, canvas.height);
  context.fillStyle = map.theme.paper;
  context.fillRect(0, 0, canvas.width, canvas.height);
  if (map.values) fillValues(context, map, place);
  else fillStates(context, map, place);
  drawBorders(context, map, place, map.values ? "#ffffff" : "#000000");
  if (map.done) for (const { state, i, j } of regionCentres(map)) {
    const [x, y] = place(i + 0.5, j + 0.5);
    writeLetter(context, stateLetter(state), stateLook(state, map.catalogue), x, y, 13 * scale);
  }
}

/** Lowest and highest of the values that there are. @param {ArrayLike<number>} values */
export function extent(values) {
  let [low, high] = [Infinity, -Infinity];
  for (let k = 0; k < values.length; k++) {
    if (values[k] < low) low = values[k];
    if (values[k] > high) high = values[k];
  }
  return low <= high ? [low, high] : [NaN, NaN];
}

/** The colours of values as a gradient with its ends written. @param {HTMLCanvasElement} canvas */
export function drawColourBar(canvas) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const gradient = context.createLinearGradient(0, 0, canvas.width, 0);
  CIVIDIS.forEach((colour, i) => gradient.addColorStop(i / (CIVIDIS.length - 1), colour));
  context.fillStyle = gradient;
  context.fillRect(0, 0, canvas.width, canvas.height);
}

/** Round numbers along an axis, and where they lie on it from 0 to 1.
 * @param {number} low @param {number} high @param {boolean} log */
export function axisTicks(low, high, log) {
  if (log && high / low >= 5) {
    const ticks = [];
    const factors = high / low > 300 ? [1] : [1, 2, 5];
    for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
      for (const factor of factors) {
        const value = factor * 10 ** power;
        if (value >= low * 0.999 && value <= high * 1.001) ticks.push({ share: Math.log(value / low) / Math.log(high / low), words: formatNumber(value) });
      }
    }
    return ticks;
  }
  const power = 10 ** Math.floor(Math.log10((high - low) / 4));
  const step = [1, 2, 2.5, 5, 10].map((n) => n * power).find((n) => (high - low) / n <= 5) ?? 10 * power;
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  const digits = Math.max(3, Math.ceil(Math.log10(Math.max(Math.abs(low), Math.abs(high)) / step)) + 1); // neighbours read differently
  const share = (value) => (log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low));
  return Array.from({ length: count }, (_, k) => (first + k) * step).map((value) => ({ share: share(value), words: formatNumber(value, digits) }));
}

function cells({ nx, ny }, width, height) {
  return (i, j) => [Math.round((j / nx) * width), Math.round(height - (i / ny) * height)];
}

function fillStates(context, map, place) {
  const fills = new Map();
  for (const state of new Set(map.states)) {
    if (state === null) continue;
    const look = stateLook(state, map.catalogue);
    fills.set(state, [look.colour, hatch(context, look)]);
  }
  eachCell(map, (k, i, j) => {
    const state = map.states[k];
    if (state !== null) for (const fill of fills.get(state)) fillCell(context, place, i, j, fill);
  });
}

function fillValues(context, map, place) {
  const [low, high] = extent(map.values);
  eachCell(map, (k, i, j) => {
    const value = map.values[k];
    if (map.states[k] === null || !Number.isFinite(value)) return;
    const share = high > low ? (value - low) / (high - low) : 0.5;
    fillCell(context, place, i, j, colourAt(share));
  });
}

function fillCell(context, place, i, j, fill) {
  const [left, bottom] = place(i, j);
  const [right, top] = place(i + 1, j + 1);
  context.fillStyle = fill;
  context.fillRect(left, top, right - left, bottom - top);
}

function drawBorders(context, map, place, colour) {
  const { nx, ny, states } = map;
  context.strokeStyle = colour;
  context.lineWidth = 1.5 * devicePixelRatio;
  context.beginPath();
  const differ = (one, other) => one !== null && other !== null && one !== other;
  eachCell(map, (k, i, j) => {
    if (j + 1 < nx && differ(states[k], states[k + 1])) line(context, place(i, j + 1), place(i + 1, j + 1));
    if (i + 1 < ny && differ(states[k], states[k + nx])) line(context, place(i + 1, j), place(i + 1, j + 1));
  });
  context.stroke();
}

function line(context, from, to) {
  context.moveTo(...from);
  context.lineTo(...to);
}

function eachCell({ nx, ny }, visit) {
  for (let i = 0; i < ny; i++) for (let j = 0; j < nx; j++) visit(i * nx + j, i, j);
}

/** For each connected region of one state, the cell that lies deepest within it. */
function regionCentres({ nx, ny, states }) {
  const depth = depths(nx, ny, states);
  const seen = new Uint8Array(states.length);
  const centres = [];
  for (let start = 0; start < states.length; start++) {
    if (seen[start] || states[start] === null) continue;
    let best = start;
    let size = 0;
    const open = [start];
    seen[start] = 1;
    while (open.length) {
      const k = /** @type {number} */ (open.pop());
      size++;
      if (depth[k] > depth[best]) best = k;
      for (const next of neighbours(k, nx, ny)) {
        if (seen[next] || states[next] !== states[start]) continue;
        seen[next] = 1;
        open.push(next);
      }
    }
    if (size >= 6) centres.push({ state: states[start], i: Math.floor(best / nx), j: best % nx });
  }
  return centres;
}

function depths(nx, ny, states) {
  const depth = new Float64Array(states.length);
  const order = Array.from(states.keys());
  const relax = (k) => {
    const around = neighbours(k, nx, ny);
    // The edge of the map is a border only by half: a letter may stand near it, not on it.
    const least = Math.min(around.length < 4 ? 0.5 : Infinity, ...around.map((n) => (states[n] === states[k] ? depth[n] : 0)));
    depth[k] = least + 1;
  };
  depth.fill(1e3);
  for (let pass = 0; pass < 3; pass++) {
    order.forEach(relax);
    order.slice().reverse().forEach(relax);
  }
  return depth;
}

function neighbours(k, nx, ny) {
  const [i, j] = [Math.floor(k / nx), k % nx];
  const found = [];
  if (j > 0) found.push(k - 1);
  if (j + 1 < nx) found.push(k + 1);
  if (i > 0) found.push(k - nx);
  if (i + 1 < ny) found.push(k + nx);
  return found;
}

function colourAt(share) {
  const place = Math.min(Math.max(share, 0), 1) * (CIVIDIS.length - 1);
  const left = Math.min(Math.floor(place), CIVIDIS.length - 2);
  const [from, to] = [CIVIDIS[left], CIVIDIS[left + 1]].map((hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)));
  const mixed = from.map((c, i) => Math.round(c + (to[i] - c) * (place - left)));
  return `rgb(${mixed.join(" ")})`;
}

function hatch(context, look) {
  const size = 8 * devicePixelRatio;
  const tile = document.createElement("canvas");
  tile.width = tile.height = size;
  const pen = /** @type {CanvasRenderingContext2D} */ (tile.getContext("2d"));
  pen.strokeStyle = pen.fillStyle = look.ink;
  pen.globalAlpha = 0.55;
  pen.lineWidth = devicePixelRatio;
  pen.beginPath();
  const kinds = new Set(look.hatch);
  if (kinds.has("/") || kinds.has("x")) [-size, 0, size].forEach((x) => line(pen, [x, size], [x + size, 0]));
  if (kinds.has("\\") || kinds.has("x")) [-size, 0, size].forEach((x) => line(pen, [x, 0], [x + size, size]));
  if (kinds.has("-") || kinds.has("+")) line(pen, [0, size / 2], [size, size / 2]);
  if (kinds.has("|") || kinds.has("+")) line(pen, [size / 2, 0], [size / 2, size]);
  pen.stroke();
  if (kinds.has(".")) {
    pen.beginPath();
    pen.arc(size / 2, size / 2, size / 7, 0, 7);
    pen.fill();
  }
  return /** @type {CanvasPattern} */ (context.createPattern(tile, "repeat"));
}
