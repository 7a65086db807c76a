// Where the averaged day would leave four cells at once: rls_sim/numerics/compiled/start.py.
//
// Linearly implicit Euler steps that grow, four cells side by side; each lane has a step and an end
// of its own. The drives stand at their mean over the day.

const LANES = 4;
export const [SETTLED, GROWING, STALLED] = [1, 2, 3];

/** Room for four cells of a model. */
export class Lanes {
  constructor(model) {
    const { parameters, constants, drives, species, slopes, factors } = model.dims;
    this.parameters = model.room(LANES * parameters);
    this.constants = model.room(LANES * constants);
    this.drives = model.room(LANES * drives);
    this.moment = model.room(LANES * drives);
    this.time = model.room(LANES);
    this.state = model.room(LANES * species);
    this.landmark = new Float64Array(LANES * species);
    this.rates = model.room(LANES * species);
    this.jacobian = model.room(LANES * slopes);
    this.factors = model.room(LANES * factors);
    this.shift = model.room(LANES);
    this.tau = new Float64Array(LANES);
    this.elapsed = new Float64Array(LANES);
    this.outcome = new Int32Array(LANES);
  }
}

/** March the four states of `lanes`, whose parameters are set, to rest; fills `outcome`. */
export function averagedMarch(model, lanes) {
  const is = model.settings;
  model.kernels.constants(lanes.parameters.byteOffset, lanes.constants.byteOffset);
  averageDrives(model, lanes);
  lanes.outcome.fill(0);
  lanes.elapsed.fill(0);
  lanes.tau.fill(is.first_march_step);
  lanes.landmark.set(lanes.state);
  for (let turn = 0; turn < is.most_march_steps; turn++) {
    if (lanes.outcome.every((one) => one !== 0)) return;
    for (let lane = 0; lane < LANES; lane++) lanes.shift[lane] = 1 / lanes.tau[lane];
    model.kernels.linearised(
      lanes.state.byteOffset,
      lanes.constants.byteOffset,
      lanes.drives.byteOffset,
      lanes.rates.byteOffset,
      lanes.jacobian.byteOffset,
    );
    model.kernels.factor(lanes.jacobian.byteOffset, lanes.shift.byteOffset, lanes.factors.byteOffset);
    model.kernels.solve(lanes.factors.byteOffset, lanes.rates.byteOffset);
    for (let lane = 0; lane < LANES; lane++) if (lanes.outcome[lane] === 0) advance(model, lanes, lane);
  }
  for (let lane = 0; lane < LANES; lane++) if (lanes.outcome[lane] === 0) lanes.outcome[lane] = STALLED;
}

/** The mean over the day of everything that depends on time, for four cells. */
function averageDrives(model, lanes) {
  const times = model.settings.still_times;
  lanes.drives.fill(0);
  for (let k = 0; k < times; k++) {
    lanes.time.fill((k * model.period) / times);
    model.kernels.drives(lanes.time.byteOffset, lanes.constants.byteOffset, lanes.moment.byteOffset);
    for (let q = 0; q < lanes.drives.length; q++) lanes.drives[q] += lanes.moment[q] / times;
  }
}

/** Take the step of one lane, if it is short enough, and choose the next. */
function advance(model, lanes, lane) {
  const is = model.settings;
  const { rates, state, landmark, tau, elapsed, outcome } = lanes;
  let [change, loss, total] = [0, is.largest_fall, 0];
  for (let i = 0, q = lane; q < state.length; i++, q += LANES) {
    const relative = rates[q] / Math.max(Math.abs(state[q]), model.floor[i]);
    total += Math.abs(relative);
    change = Math.max(change, Math.abs(relative));
    loss = Math.max(loss, -relative);
  }
  const step = tau[lane];
  if (!(Number.isFinite(total) && change <= is.largest_rise)) {
    tau[lane] = 0.2 * step;
    if (0.2 * step < is.shortest_march_step) outcome[lane] = STALLED;
    return;
  }
  elapsed[lane] += step;
  const share = is.largest_fall / loss;
  let grows = false;
  for (let i = 0, q = lane; q < state.length; i++, q += LANES) {
    const floor = model.floor[i];
    const gain = (rates[q] / Math.max(Math.abs(state[q]), floor)) * (elapsed[lane] / step);
    state[q] = Math.max(state[q] + share * rates[q], 0);
    if (elapsed[lane] < is.year) landmark[q] = state[q];
    const outgrown = Math.max(state[q], floor) > is.outgrown * Math.max(landmark[q], floor);
    grows = grows || (gain > is.still_growing && outgrown);
  }
  if (change < is.near_rest && step > is.rest_step) outcome[lane] = SETTLED;
  else if (elapsed[lane] > is.horizon && grows) outcome[lane] = GROWING;
  tau[lane] = Math.min(step * stretch(change), is.longest_march_step);
}

/** By how much the next step may be longer, after one that changed the state so much. */
function stretch(change) {
  if (change > 1.5) return 0.5;
  if (change > 0.7) return 1;
  if (change > 0.3) return 2;
  return change > 0.05 ? 6 : 40;
}
