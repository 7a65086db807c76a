// A source that solves in this very page: no server, no network.
// @ts-check

import { runProgram } from "rls/array_program";
import { DayReader, DaySolver } from "rls/day_solver";
import { SourceError } from "rls/source";
import { openModel } from "rls/wasm_model";

const LANES = 4;
const SLICE = 12; // ms; as long as the map may keep the page from answering

/** This page as a source; see remote_source.js for what a source can do. */
export async function openSource() {
  const document = (/** @type {string} */ id) => JSON.parse(globalThis.document.getElementById(id)?.textContent ?? "null");
  const engine = document("engine");
  if (typeof WebAssembly === "undefined" || typeof DecompressionStream === "undefined")
    throw new SourceError("This browser is too old to solve the model in the page: it lacks WebAssembly or DecompressionStream.");
  const model = await openModel(engine);
  const source = new LocalSource(document("catalogue"), engine, model);
  return {
    kind: "page",
    catalogue: source.catalogue,
    solve: (request) => source.solve(request),
    map: (request, x, y, onRows, signal) => source.map(request, x, y, onRows, signal),
    orbit: (request) => source.orbit(request),
  };
}

class LocalSource {
  constructor(catalogue, engine, model) {
    this.catalogue = catalogue;
    this.engine = engine;
    this.model = model;
    this.solver = new DaySolver(model);
    this.reader = new DayReader(model);
    this.hours = Float64Array.from({ length: model.readingNodes + 1 }, (_, n) => (n * model.period) / model.readingNodes);
  }

  /** One cell's day, a reading; `status` is not "converged" where the cell failed. */
  async solve(request) {
    const begun = performance.now();
    const cell = this.#cell(request);
    const reading = cell.error
      ? failed("out_of_range", cell.error)
      : this.solver.solve([cell.canonical], (found) => this.#reading(found, cell, request.courses ?? []))[0];
    return { ...reading, parameters: cell.changed, milliseconds: performance.now() - begun };
  }

  /** The day's states at the nodes, (species x nodes) with the nodes of a species side by side. */
  async orbit(request) {
    const cell = this.#cell(request);
    if (cell.error) throw new SourceError(cell.error);
    const [answer] = this.solver.solve([cell.canonical], (found) => {
      if (found.status !== "converged") return { status: found.status, nodes: 0, state: new Float64Array() };
      const { nodes } = found;
      const species = this.model.dims.species;
      const state = new Float64Array(species * nodes);
      for (let i = 0; i < species; i++)
        for (let n = 0; n < nodes; n++) state[i * nodes + n] = found.room.state[((n >> 2) * species + i) * LANES + (n & 3)];
      return { status: found.status, nodes, state, errorEstimate: found.errorEstimate };
    });
    return answer;
  }

  /** Every cell of two axes, some at a time, so that the page answers meanwhile. */
  async map(request, x, y, onRows, signal) {
    const outcomes = request.outcomes ?? [];
    let begun = performance.now();
    for (let row = 0; row < y.values.length; row++) {
      const cells = x.values.map((value) => this.#cell(request, { [x.name]: value, [y.name]: y.values[row] }));
      const states = new Array(cells.length).fill("failed");
      const values = Object.fromEntries(outcomes.map((name) => [name, new Float64Array(cells.length).fill(NaN)]));
      for (let first = 0; first < cells.length; first += LANES) {
        if (performance.now() - begun > SLICE) {
          await nextTurn();
          signal?.throwIfAborted();
          begun = performance.now();
        }
        const good = cells.map((cell, j) => ({ cell, j })).slice(first, first + LANES).filter(({ cell }) => !cell.error);
        if (!good.length) continue;
        this.solver.solve(good.map(({ cell }) => cell.canonical), (found, lane) => {
          if (found.status !== "converged") return;
          const { cell, j } = good[lane];
          const read = this.#outcomes(found, cell, [...outcomes, "state"]);
          states[j] = read.state || "failed";
          for (const name of outcomes) values[name][j] = read.outcomes[name] ?? NaN;
        });
      }
      onRows(row, states, values);
    }
  }

  /** The parameters of a cell, declared and canonical, or why it cannot be: lesions first, then what is set. */
  #cell(request, also = {}) {
    const { parameters, lesions } = this.catalogue;
    const values = Object.fromEntries(this.model.parameters.map((name) => [name, parameters[name].value]));
    const found = (error, changed = {}) => ({ error, values, changed, canonical: new Float64Array() });
    for (const [name, size] of Object.entries(request.lesions ?? {})) {
      const lesion = lesions[name];
      if (!lesion) return found(`There is no lesion '${name}'.`);
      if (!(size >= lesion.size.low && size <= lesion.size.high))
        return found(`lesion ${name}: size ${size} lies outside ${lesion.size.low} to ${lesion.size.high} (${lesion.size.meaning}).`);
      for (const { parameter, form, number } of this.engine.changes[name]) {
        values[parameter] = FORMS[form](values[parameter], size, number);
        const told = outside(parameter, values[parameter], parameters[parameter]);
        if (told) return found(`lesion ${name}: ${told}`);
      }
    }
    for (const [name, value] of Object.entries({ ...request.set, ...also })) {
      if (!(name in values)) return found(`There is no parameter '${name}'.`);
      values[name] = value;
      const told = outside(name, value, parameters[name]);
      if (told) return found(told);
    }
    const changed = Object.fromEntries(Object.entries(values).filter(([name, value]) => value !== parameters[name].value));
    const canonical = Float64Array.from(this.model.parameters, (name, i) => values[name] * this.model.factors[i]);
    return { error: "", values, changed, canonical };
  }

  #outcomes(found, cell, names = undefined) {
    this.reader.read(found, cell.canonical);
    const kept = new Map();
    const course = (/** @type {string} */ name) => {
      if (!kept.has(name)) kept.set(name, this.reader.course(name));
      return kept.get(name);
    };
    const answers = runProgram(this.engine.outcomes, {
      course,
      parameter: (/** @type {string} */ name) => cell.values[name],
      hours: this.hours,
    }, names);
    const { state, urge, ...numbers } = answers;
    const outcomes = Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, Number.isFinite(value) ? value : null]));
    return { state: state >= 0 ? this.engine.states[state] : "", outcomes, urge, course };
  }

  #reading(found, cell, courses) {
    if (found.status !== "converged") return failed(found.status, found.error);
    const { state, outcomes, urge, course } = this.#outcomes(found, cell);
    const drawn = courses.map((name) => [name, Float32Array.from(name === this.engine.urge ? urge : course(name))]);
    return {
      status: state ? "converged" : "not_measured",
      error: state ? "" : "its state cannot be told from its day",
      state,
      outcomes,
      courses: Object.fromEntries(drawn),
      certificate: {
        path: "harmonic balance in this page, not integrated",
        residual: found.residual,
        error_estimate: found.errorEstimate,
        nodes: found.nodes,
        closure: null,
      },
    };
  }
}

function failed(status, error) {
  return { status, error, state: "", outcomes: {}, courses: {}, certificate: {} };
}

function outside(name, value, { low, high, unit }) {
  if (value >= (low ?? -Infinity) && value <= (high ?? Infinity)) return "";
  return `${name} = ${value} ${unit} lies outside ${low} to ${high}.`;
}

/** What a lesion's size makes of a parameter's value; `number` is the form's own. */
const FORMS = {
  times_size: (value, size) => value * size,
  over_size: (value, size) => value / size,
  times_power: (value, size, number) => value * size ** number,
  size: (_, size) => size,
  add_size: (value, size) => value + size,
  slope: (_, size, number) => number * (size - 1),
  times: (value, _, number) => value * number,
  set: (_, __, number) => number,
};

/** Let the browser do what waits. */
function nextTurn() {
  return new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      channel.port1.close();
      resolve(undefined);
    };
    channel.port2.postMessage(0);
  });
}
