// Harmonic balance of one cell on equispaced nodes: the equations of rls_sim/numerics/compiled/balance.py,
// in the same blocks of four nodes, with the model's own kernels in WebAssembly.
//
// Arrays are views of the kernels' memory: their byteOffset is what a kernel takes. Those of the day
// are blocks [rows][4 nodes], those of harmonics [real rows, imaginary rows][4 harmonics].

const BYTES = 8;
const LANES = 4;
const LEAST_SHIFT = 1e-14; // 1/h; keeps the pivot of a pool without any loss from being zero

/** The nodes of a day with what their transforms need. */
export class Grid {
  constructor(model, nodes) {
    this.nodes = nodes;
    this.blocks = nodes / LANES;
    this.analyse = model.kernels[`analyse_${nodes}`];
    this.synthesise = model.kernels[`synthesise_${nodes}`];
    this.time = model.room(nodes);
    this.turn = model.room(nodes / 2);
    for (let n = 0; n < nodes; n++) this.time[n] = (n * model.period) / nodes;
    for (let m = 0; m < nodes / 2; m++) this.turn[m] = (2 * Math.PI * m) / model.period;
    this.values = model.room(LANES * nodes);
    this.rows = model.room(LANES * nodes);
  }
}

/** What a solve on one grid overwrites; `constants` and `floor` are shared by all grids of a model. */
export class Room {
  constructor(model, grid, mostProducts) {
    const { species, slopes, factors, drives } = model.dims;
    const day = species * grid.nodes;
    this.constants = model.constants;
    this.floor = model.floor;
    this.drives = model.room(drives * grid.nodes);
    this.slopes = model.room(slopes * grid.nodes);
    this.mean = model.room(slopes * LANES);
    this.factors = model.room(factors * grid.nodes);
    this.shift = model.room(LANES);
    this.scale = model.room(species * LANES);
    this.inverse = model.room(species * LANES);
    for (const name of ["state", "rates", "spectrum", "ofState", "correction", "increment", "before", "trial", "image"])
      this[name] = model.room(day);
    this.basis = Array.from({ length: mostProducts + 1 }, () => new Float64Array(day));
  }
}

/** What depends on time, at every node. */
export function setDrives(model, grid, room) {
  const width = BYTES * LANES * model.dims.drives;
  for (let k = 0; k < grid.blocks; k++)
    model.kernels.drives(grid.time.byteOffset + 32 * k, room.constants.byteOffset, room.drives.byteOffset + k * width);
}

/** Rates and slopes at every node. */
export function linearise(model, grid, room, state) {
  const { species, drives, slopes } = model.dims;
  for (let k = 0; k < grid.blocks; k++)
    model.kernels.linearised(
      state.byteOffset + 32 * k * species,
      room.constants.byteOffset,
      room.drives.byteOffset + 32 * k * drives,
      room.rates.byteOffset + 32 * k * species,
      room.slopes.byteOffset + 32 * k * slopes,
    );
}

/** The mean of every slope over the day, in all lanes. */
export function setMean(room) {
  const { mean, slopes } = room;
  const width = mean.length;
  mean.fill(0);
  for (let start = 0; start < slopes.length; start += width)
    for (let q = 0; q < width; q++) mean[q] += slopes[start + q];
  const share = width / slopes.length / LANES;
  for (let row = 0; row < width; row += LANES)
    mean.fill(share * (mean[row] + mean[row + 1] + mean[row + 2] + mean[row + 3]), row, row + LANES);
}

/** Take the mean that the preconditioner knows out of the slopes at the nodes. */
export function takeMean(room) {
  const { mean, slopes } = room;
  for (let start = 0; start < slopes.length; start += mean.length)
    for (let q = 0; q < mean.length; q++) slopes[start + q] -= mean[q];
}

/** Factors of i turn - mean J for every harmonic. */
export function factorise(model, grid, room) {
  const width = 2 * 32 * model.dims.factors;
  room.shift.fill(LEAST_SHIFT);
  for (let h = 0; h < grid.blocks / 2; h++)
    model.kernels.factor_turning(
      room.mean.byteOffset,
      room.shift.byteOffset,
      grid.turn.byteOffset + 32 * h,
      room.factors.byteOffset + h * width,
    );
}

/** The mean size of each species, at least its floor, in all lanes, and its reciprocal. */
export function setScale(model, grid, room, state) {
  const width = LANES * model.dims.species;
  const { scale, inverse, floor } = room;
  scale.fill(0);
  for (let start = 0; start < state.length; start += width)
    for (let q = 0; q < width; q++) scale[q] += Math.abs(state[start + q]);
  for (let i = 0, q = 0; q < width; i++, q += LANES) {
    const size = Math.max((scale[q] + scale[q + 1] + scale[q + 2] + scale[q + 3]) / grid.nodes, floor[i]);
    scale.fill(size, q, q + LANES);
    inverse.fill(1 / size, q, q + LANES);
  }
}

/** The spectrum of a day: four species at a time, the last four overlapping those before them. */
export function analyse(model, grid, day, spectrum) {
  const species = model.dims.species;
  const width = LANES * species;
  const { values, rows, blocks } = grid;
  const half = 2 * grid.nodes;
  for (let done = 0; done < species; done += LANES) {
    const row = LANES * Math.min(done, species - LANES);
    for (let k = 0; k < blocks; k++) turnOver(day, k * width + row, values, 16 * k);
    grid.analyse(values.byteOffset, rows.byteOffset);
    for (let h = 0; h < blocks / 2; h++) {
      turnOver(rows, 16 * h, spectrum, 2 * h * width + row);
      turnOver(rows, half + 16 * h, spectrum, (2 * h + 1) * width + row);
    }
  }
}

/** The day of a spectrum. */
export function synthesise(model, grid, spectrum, day) {
  const species = model.dims.species;
  const width = LANES * species;
  const { values, rows, blocks } = grid;
  const half = 2 * grid.nodes;
  for (let done = 0; done < species; done += LANES) {
    const row = LANES * Math.min(done, species - LANES);
    for (let h = 0; h < blocks / 2; h++) {
      turnOver(spectrum, 2 * h * width + row, rows, 16 * h);
      turnOver(spectrum, (2 * h + 1) * width + row, rows, half + 16 * h);
    }
    grid.synthesise(rows.byteOffset, values.byteOffset);
    for (let k = 0; k < blocks; k++) turnOver(values, 16 * k, day, k * width + row);
  }
}

/** Four by four numbers turned over: b[bo + 4 i + j] = a[ao + 4 j + i]. */
function turnOver(a, ao, b, bo) {
  for (let j = 0; j < 4; j++)
    for (let i = 0; i < 4; i++) b[bo + 4 * i + j] = a[ao + 4 * j + i];
}

/** The spectrum of f - D x from the rates at hand; that of the state as well. */
export function setDefect(model, grid, room, state) {
  const half = LANES * model.dims.species;
  const { spectrum, ofState } = room;
  analyse(model, grid, room.rates, spectrum);
  analyse(model, grid, state, ofState);
  for (let h = 0; h < grid.blocks / 2; h++) {
    const real = 2 * h * half;
    const imaginary = real + half;
    for (let q = 0; q < half; q++) {
      const turn = grid.turn[4 * h + (q & 3)];
      spectrum[real + q] += turn * ofState[imaginary + q];
      spectrum[imaginary + q] -= turn * ofState[real + q];
    }
  }
}

/** Solve for the spectrum with the factors of every harmonic, in place. */
function precondition(model, grid, room) {
  const { species, factors } = model.dims;
  for (let h = 0; h < grid.blocks / 2; h++)
    model.kernels.solve_turning(
      room.factors.byteOffset + 64 * h * factors,
      room.spectrum.byteOffset + 64 * h * species,
    );
}

/** P^-1 (f - D x), by the rates at hand: about how far the state is from a solution. */
export function findCorrection(model, grid, room, state, correction) {
  setDefect(model, grid, room, state);
  precondition(model, grid, room);
  synthesise(model, grid, room.spectrum, correction);
}

/** P^-1 right, node by node. */
export function applyPreconditioner(model, grid, room, right, answer) {
  analyse(model, grid, right, room.spectrum);
  precondition(model, grid, room);
  synthesise(model, grid, room.spectrum, answer);
}

/** J(t) less its mean times a vector, node by node. */
export function multiplySlopes(model, grid, room, vector, image) {
  const { species, slopes } = model.dims;
  for (let k = 0; k < grid.blocks; k++)
    model.kernels.times(
      room.slopes.byteOffset + 32 * k * slopes,
      vector.byteOffset + 32 * k * species,
      image.byteOffset + 32 * k * species,
    );
}

/** A bound of |f - D x| at all times over the species' size, 1/h, by the rates at hand. */
export function defectSize(model, grid, room, state) {
  setDefect(model, grid, room, state);
  const half = LANES * model.dims.species;
  let largest = 0;
  for (let i = 0; i < half; i += LANES) {
    let total = 0;
    for (let h = 0; h < grid.blocks / 2; h++)
      for (let q = 2 * h * half + i; q < 2 * h * half + i + LANES; q++)
        total += 2 * Math.hypot(room.spectrum[q], room.spectrum[q + half]);
    largest = Math.max(largest, total * room.inverse[i]);
  }
  return largest;
}

/** Size of the last two harmonics of the state over the species' size. */
export function tail(model, grid, room) {
  const species = model.dims.species;
  const last = grid.blocks / 2 - 1;
  let largest = 0;
  for (let i = 0; i < species; i++) {
    let total = 0;
    for (let lane = 2; lane < 4; lane++) {
      const q = (last * 2 * species + i) * 4 + lane;
      total += 2 * Math.hypot(room.ofState[q], room.ofState[q + 4 * species]);
    }
    largest = Math.max(largest, total * room.inverse[4 * i]);
  }
  return largest;
}

/** The largest |entry| of a day over the size of its species; not-a-number where one is. */
export function largestWeighted(day, weight) {
  let largest = 0;
  for (let start = 0; start < day.length; start += weight.length)
    for (let q = 0; q < weight.length; q++) {
      const size = Math.abs(day[start + q] * weight[q]);
      if (!(size <= largest)) largest = size;
      if (size !== size) return NaN;
    }
  return largest;
}

/** Sum of the squares of a day's entries over the size of their species. */
export function weightedSquare(day, weight) {
  let total = 0;
  for (let start = 0; start < day.length; start += weight.length)
    for (let q = 0; q < weight.length; q++) {
      const size = day[start + q] * weight[q];
      total += size * size;
    }
  return total;
}
