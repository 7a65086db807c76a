// A source that asks the server which served this page.
// @ts-check

import { SourceError } from "rls/source";

const MOST_BYTES = 10_000; // of a request
const PASSES = 4; // over the cells of a map that were not tried, until the rest is left
const UNTRIED = -2; // a cell's place in the list of states where there was no time to try it
const ROWS = 2; // of the map in one request: short enough that a slider never waits long behind it
const GONE = "The explorer's server does not answer. What is shown is the last answer; start rls-sim explore again.";
const TOO_MUCH = "Take settings back, or use the explorer as a file: rls-sim explore --static FILE.";
const BUSY = 503;

/** The server as a source: `catalogue`, `solve`, `map`, `csv`. */
export async function openSource() {
  const catalogue = await (await send("api/catalogue")).json();
  return { kind: "server", catalogue, solve, map: (...a) => map(catalogue, ...a), csv };
}

/** One cell's day. @param {{set: object, lesions: object, courses: string[]}} request
 * @returns {Promise<any>} a reading; `status` is not "converged" where the cell failed */
async function solve(request) {
  const answer = await send("api/day", request);
  const { header, floats } = unpack(await answer.arrayBuffer());
  const length = header.names.length ? floats.length / header.names.length : 0;
  const courses = {};
  header.names.forEach((name, i) => {
    courses[name] = floats.subarray(i * length, (i + 1) * length);
  });
  return { ...header, courses };
}

/** Solve every cell of two axes, some rows at a time, coarse before fine; then those again, row by
 * row, that the server had no time to try. The state of a cell that was not tried is null.
 * @param {any} catalogue @param {any} request @param {{name: string, values: number[]}} x
 * @param {{name: string, values: number[]}} y
 * @param {(row: number, states: (string|null)[], values: Record<string, Float32Array>) => void} onRows
 * @param {AbortSignal} signal */
async function map(catalogue, request, x, y, onRows, signal) {
  const names = Object.keys(catalogue.states);
  const nx = x.values.length;
  const left = new Map(); // row -> its answer so far, where cells of it were not tried
  for (const row of coarseFirst(Math.ceil(y.values.length / ROWS)).map((block) => block * ROWS)) {
    const found = await ask(names, request, x, { ...y, values: y.values.slice(row, row + ROWS) }, signal);
    onRows(row, found.states, found.values);
    for (let k = 0; k < found.states.length; k += nx) {
      const one = rowOf(found, k, k + nx);
      if (one.states.includes(null)) left.set(row + k / nx, one);
    }
  }
  for (let pass = 0; pass < PASSES && left.size; pass++) {
    for (const [row, found] of left) {
      const columns = [...found.states.keys()].filter((j) => found.states[j] === null);
      const part = { ...x, values: columns.map((j) => x.values[j]) };
      fill(found, columns, await ask(names, request, part, { ...y, values: [y.values[row]] }, signal));
      onRows(row, found.states, found.values);
      if (!found.states.includes(null)) left.delete(row);
    }
  }
}

/** States and outcomes of the cells of two axes, or of a part of them. */
async function ask(names, { courses: _, ...cell }, x, y, signal) {
  const answer = await send("api/map", { ...cell, x, y }, signal);
  const { header, floats } = unpack(await answer.arrayBuffer());
  signal.throwIfAborted();
  const cells = header.states.length;
  const values = Object.fromEntries(header.outcomes.map((name, i) => [name, floats.subarray(i * cells, (i + 1) * cells)]));
  return { states: header.states.map((k) => (k === UNTRIED ? null : (names[k] ?? "failed"))), values };
}

function rowOf({ states, values }, from, to) {
  const parts = Object.entries(values).map(([name, numbers]) => [name, numbers.slice(from, to)]);
  return { states: states.slice(from, to), values: Object.fromEntries(parts) };
}

function fill(found, columns, { states, values }) {
  columns.forEach((j, k) => {
    found.states[j] = states[k];
    for (const name of Object.keys(values)) found.values[name][j] = values[name][k];
  });
}

/** The day of a cell, every quantity, as CSV. @param {any} request @returns {Promise<string>} */
async function csv({ set, lesions }) {
  return (await send("api/csv", { set, lesions, courses: [] })).text();
}

async function send(path, body, signal) {
  let answer;
  const text = JSON.stringify(body) ?? ""; // plain ASCII: names of the catalogue, and numbers
  if (text.length > MOST_BYTES) throw new SourceError(`This view sets more than the server takes: ${text.length} bytes of at most ${MOST_BYTES}. ${TOO_MUCH}`);
  try {
    answer = await fetch(path, body && { method: "POST", headers: { "content-type": "application/json" }, body: text, signal });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new SourceError(GONE, true);
  }
  if (answer.ok) return answer;
  const told = await answer.json().catch(() => ({}));
  throw new SourceError(told.error ?? `The server answered ${answer.status}.`, answer.status === BUSY);
}

function unpack(buffer) {
  const length = new DataView(buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  return { header, floats: new Float32Array(buffer, 4 + length) };
}

/** 0 … n-1 in an order that spreads first and fills in later. @param {number} n */
export function coarseFirst(n) {
  const order = [];
  const seen = new Set();
  for (let step = 8; step >= 1; step >>= 1) {
    for (let i = 0; i < n; i += step) {
      if (!seen.has(i)) order.push(i);
      seen.add(i);
    }
  }
  return order;
}
