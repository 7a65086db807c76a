// The periodic days of cells, solved in the page: rls_sim/numerics/compiled/cells.py on ever finer grids.

import { Grid, Room, analyse, defectSize, setDrives, synthesise, tail } from "rls/balance";
import { GROWING, Lanes, SETTLED, averagedMarch } from "rls/march";
import { solveBalance } from "rls/newton";

const LANES = 4;

/** Solves cells of one model, up to four at a time. */
export class DaySolver {
  constructor(model) {
    this.model = model;
    this.lanes = new Lanes(model);
    this.levels = model.levels.map((nodes) => {
      const grid = new Grid(model, nodes);
      return { grid, room: new Room(model, grid, model.settings.most_products) };
    });
  }

  /**
   * The days of up to four cells, given by their parameters (canonical units, in the model's order).
   * `read(found, lane)` is called for each in turn while its day is at hand; it gives what is kept.
   * found: {status, error, room, grid, residual, errorEstimate, nodes, steps}
   */
  solve(cells, read) {
    const { lanes, model } = this;
    for (let lane = 0; lane < LANES; lane++) {
      const cell = cells[Math.min(lane, cells.length - 1)];
      for (let i = 0; i < cell.length; i++) lanes.parameters[LANES * i + lane] = cell[i];
      for (let i = 0; i < model.dims.species; i++) lanes.state[LANES * i + lane] = model.start[i];
    }
    averagedMarch(model, lanes);
    return cells.map((_, lane) => read(this.#solveLane(lane), lane));
  }

  #solveLane(lane) {
    const { lanes, model } = this;
    if (lanes.outcome[lane] !== SETTLED) return unsettled(lanes.outcome[lane]);
    for (let i = 0; i < model.dims.constants; i++)
      model.constants.fill(lanes.constants[LANES * i + lane], LANES * i, LANES * i + LANES);
    let [error, from, steps] = [NaN, -1, 0];
    for (const [at, level] of this.levels.entries()) {
      setDrives(model, level.grid, level.room);
      const found = this.#solveLevel(at, from, lane);
      steps += found.steps;
      if (!Number.isFinite(found.size)) continue; // a finer grid may yet do, from the averaged day
      from = at;
      if (at === 0) continue; // near, and no more
      error = Math.max(found.size, model.settings.tail_factor * tail(model, level.grid, level.room));
      if (error <= model.settings.resolved) break;
    }
    if (!(error <= model.settings.most_error)) return { status: "not_converged", error: "the search in this page found no day that repeats" };
    const { grid, room } = this.levels[from];
    if (!liftToZero(model, room.state)) return { status: "not_converged", error: "the day found in this page is negative somewhere" };
    const residual = defectSize(model, grid, room, room.state);
    return { status: "converged", error: "", grid, room, residual, errorEstimate: error, nodes: grid.nodes, steps };
  }

  /** One level from a coarser solution, where there is one, else or if that fails from the averaged day. */
  #solveLevel(at, from, lane) {
    const { lanes, levels, model } = this;
    const is = model.settings;
    const { grid, room } = levels[at];
    const limits = at === 0 ? [is.coarse_tolerance, Infinity] : [is.tolerance, is.last_step];
    if (from >= 0) {
      resample(model, levels[from], levels[at]);
      const found = solveBalance(model, grid, room, ...limits);
      if (Number.isFinite(found.size)) return found;
    }
    spread(lanes.state, lane, model.shapes[at], room.state);
    analyse(model, grid, room.state, room.spectrum); // without the harmonic N/2, which no equation holds
    synthesise(model, grid, room.spectrum, room.state);
    return solveBalance(model, grid, room, ...limits);
  }
}

/** Make zero what lies below it by rounding, of a species that counts as absent; false where more does. */
function liftToZero(model, state) {
  const { species } = model.dims;
  for (let q = 0; q < state.length; q++)
    if (state[q] < 0) {
      if (state[q] < -model.settings.tolerance * model.floor[(q >> 2) % species]) return false;
      state[q] = 0;
    }
  return true;
}

function unsettled(outcome) {
  return outcome === GROWING
    ? { status: "no_periodic_state", error: "iron fills this cell for ever, so no day repeats" }
    : { status: "not_converged", error: "the search in this page did not come to rest" };
}

/** A day of a given shape, relative to its mean, about the means in a lane. */
function spread(means, lane, shape, state) {
  for (let start = 0; start < state.length; start += means.length)
    for (let q = 0; q < means.length; q++) state[start + q] = means[q - (q % LANES) + lane] * shape[start + q];
}

/** The state of one level with its last correction, by their spectra, on a finer grid. */
function resample(model, coarse, fine) {
  const known = coarse.room.spectrum.length;
  fine.room.spectrum.fill(0);
  for (let q = 0; q < known; q++) fine.room.spectrum[q] = coarse.room.ofState[q] + coarse.room.spectrum[q];
  synthesise(model, fine.grid, fine.room.spectrum, fine.room.state);
}

/** Courses of a found day: everything that the model names, every five minutes from 0 to 24 h. */
export class DayReader {
  constructor(model) {
    const { species, derived, fluxes, readingConstants, readingDrives } = model.dims;
    this.model = model;
    this.grid = new Grid(model, model.readingNodes);
    const points = model.readingNodes;
    this.spectrum = model.room(species * points);
    this.tables = {
      state: { rows: species, values: model.room(species * points) },
      derived: { rows: derived, values: model.room(derived * points) },
      flux: { rows: fluxes, values: model.room(fluxes * points) },
    };
    this.parameters = model.room(LANES * model.dims.parameters);
    this.constants = model.room(LANES * readingConstants);
    this.drives = model.room(LANES * readingDrives);
  }

  /** Have the courses of a found day at hand; `parameters` are the cell's, in canonical units. */
  read(found, parameters) {
    const { model, grid, tables } = this;
    const { kernels } = model;
    analyse(model, found.grid, found.room.state, found.room.spectrum);
    this.spectrum.fill(0);
    this.spectrum.set(found.room.spectrum.subarray(0, Math.min(found.room.spectrum.length, this.spectrum.length)));
    synthesise(model, grid, this.spectrum, tables.state.values);
    for (let i = 0; i < parameters.length; i++) this.parameters.fill(parameters[i], LANES * i, LANES * i + LANES);
    kernels.reading_constants(this.parameters.byteOffset, this.constants.byteOffset);
    for (let k = 0; k < grid.blocks; k++) {
      kernels.reading_drives(grid.time.byteOffset + 32 * k, this.constants.byteOffset, this.drives.byteOffset);
      kernels.readings(
        tables.state.values.byteOffset + 32 * k * tables.state.rows,
        this.constants.byteOffset,
        this.drives.byteOffset,
        tables.derived.values.byteOffset + 32 * k * tables.derived.rows,
        tables.flux.values.byteOffset + 32 * k * tables.flux.rows,
      );
    }
  }

  /** A course of the day at hand, (points + 1,), both midnights included. */
  course(name) {
    const [kind, row] = this.model.places[name];
    const { rows, values } = this.tables[kind];
    const points = this.grid.nodes;
    const course = new Float64Array(points + 1);
    for (let n = 0; n < points; n++) course[n] = values[((n >> 2) * rows + row) * LANES + (n & 3)];
    course[points] = course[0];
    return course;
  }
}
