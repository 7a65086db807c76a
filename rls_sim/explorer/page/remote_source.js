// A source that asks the server which served this page.
// @ts-check

import { SourceError } from "rls/source";

const ROWS = 2; // of the map in one request: short enough that a slider never waits long behind it
const GONE = "The explorer's server does not answer. What is shown is the last answer; start rls-sim explore again.";

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

/** Solve every cell of two axes, some rows at a time, coarse before fine.
 * @param {any} catalogue @param {any} request @param {{name: string, values: number[]}} x
 * @param {{name: string, values: number[]}} y
 * @param {(row: number, states: string[], values: Record<string, Float32Array>) => void} onRows
 * @param {AbortSignal} signal */
async function map(catalogue, request, x, y, onRows, signal) {
  const names = Object.keys(catalogue.states);
  for (const row of coarseFirst(Math.ceil(y.values.length / ROWS)).map((block) => block * ROWS)) {
    const part = { name: y.name, values: y.values.slice(row, row + ROWS) };
    const { courses: _, ...cell } = request;
    const answer = await send("api/map", { ...cell, x, y: part }, signal);
    const { header, floats } = unpack(await answer.arrayBuffer());
    signal.throwIfAborted();
    const cells = header.states.length;
    const values = {};
    header.outcomes.forEach((name, i) => {
      values[name] = floats.subarray(i * cells, (i + 1) * cells);
    });
    onRows(row, header.states.map((k) => names[k] ?? "failed"), values);
  }
}

/** The day of a cell, every quantity, as CSV. @param {any} request @returns {Promise<string>} */
async function csv({ set, lesions }) {
  return (await send("api/csv", { set, lesions, courses: [] })).text();
}

async function send(path, body, signal) {
  let answer;
  try {
    answer = await fetch(path, body && {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      signal,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new SourceError(GONE, true);
  }
  if (answer.ok) return answer;
  const told = await answer.json().catch(() => ({}));
  throw new SourceError(told.error ?? `The server answered ${answer.status}.`);
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
