// Newton's method on the equations of one cell: rls_sim/numerics/compiled/newton.py.
//
// A preconditioner is used as long as GMRES is quick with it; a short step is taken first and judged
// afterwards, when rates and slopes there are needed anyway. The limits come from the package.

import { factorise, findCorrection, largestWeighted, linearise, setMean, setScale, takeMean, weightedSquare } from "rls/balance";
import { gmres } from "rls/krylov";

/**
 * From room.state to relative corrections below `tolerance`; a small one is believed only after a
 * step of at most `lastStep`. Gives the size of the last correction, NaN where it came to nothing,
 * and the steps and products used.
 */
export function solveBalance(model, grid, room, tolerance, lastStep) {
  const is = model.settings;
  const state = room.state;
  let [products, step, size, last, stale] = [0, Infinity, Infinity, Infinity, true];
  linearise(model, grid, room, state);
  for (let iteration = 0; iteration < is.most_steps; iteration++) {
    if (stale) {
      setMean(room);
      setScale(model, grid, room, state);
      factorise(model, grid, room);
    }
    if (stale || step <= is.trusted) findCorrection(model, grid, room, state, room.correction);
    takeMean(room);
    size = largestWeighted(room.correction, room.inverse);
    const ended = (value) => ({ size: value, steps: iteration, products });
    if (step <= lastStep && size <= tolerance) return ended(size);
    if (step <= is.last_step && size > 0.5 * last) // rounding, if it is so small
      return ended(size <= is.rounding_room * tolerance ? size : NaN);
    if (!Number.isFinite(size) || (step <= is.trusted && size > last)) return ended(NaN);
    // Never looser than the forcing, or a start that is a solution already would seem to go astray.
    const forcing = Math.min(is.forcing, Math.max(size, is.finest_forcing, (is.enough * tolerance) / size));
    const { used, left } = gmres(model, grid, room, room.correction, forcing, room.increment);
    products += used;
    if (!(left <= 0.5)) return ended(NaN);
    last = size;
    step = largestWeighted(room.increment, room.inverse);
    let share = 1;
    if (step <= is.trusted) {
      go(state, state, room.increment, 1, is.least_left);
      linearise(model, grid, room, state);
    } else {
      share = tryShares(model, grid, room);
      if (share === 0) return ended(NaN);
    }
    stale = used > is.fresh || share < 1 || step > is.last_step;
  }
  return { size: NaN, steps: is.most_steps, products };
}

/**
 * Go the largest share of the step that brings the solution nearer; 0 where none does. Rates, slopes
 * and the correction by the preconditioner at hand are those of the new state.
 */
function tryShares(model, grid, room) {
  const is = model.settings;
  const { state, before } = room;
  const size = weightedSquare(room.correction, room.inverse);
  before.set(state);
  for (let share = 1; share > is.shortest_share; share *= 0.4) {
    go(state, before, room.increment, share, is.least_left);
    linearise(model, grid, room, state);
    findCorrection(model, grid, room, state, room.correction);
    if (weightedSquare(room.correction, room.inverse) <= (1 - 0.25 * share) ** 2 * size) return share;
  }
  return 0;
}

/** The state after a share of a step; no value loses more than nine tenths of itself. */
function go(state, before, increment, share, leastLeft) {
  for (let q = 0; q < state.length; q++)
    state[q] = Math.max(before[q] + share * increment[q], leastLeft * before[q]);
}
