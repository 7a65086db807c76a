// GMRES on the equations of one cell, in units of each species' size: rls_sim/numerics/compiled/krylov.py.

import { applyPreconditioner, multiplySlopes } from "rls/balance";

const BREAKDOWN = 1e-14; // a new direction this small against the operator's image is rounding
const LOST = 0.1; // of its length: below, a direction is made orthogonal once more

/**
 * Solve P^-1 (D - J) answer = right for the preconditioner P at hand.
 * Gives the products used and the factor by which the norm fell.
 */
export function gmres(model, grid, room, right, reduction, answer) {
  const { basis, scale, inverse } = room;
  const columns = [];
  const rotations = [];
  const target = [1];
  scaled(right, inverse, basis[0]);
  const norm = Math.sqrt(dot(basis[0], basis[0]));
  answer.fill(0);
  if (norm === 0 || !Number.isFinite(norm)) return { used: 0, left: norm === 0 ? 0 : Infinity };
  divide(basis[0], norm);
  let used = 0;
  for (let column = 0; column < basis.length - 1; column++) {
    const newest = basis[column + 1];
    applyOperator(model, grid, room, basis[column], newest);
    const size = Math.sqrt(dot(newest, newest));
    if (!Number.isFinite(size)) break;
    const [entries, rest] = orthogonalise(basis, column, size);
    columns.push(rotate(entries, rest, rotations, target));
    used = column + 1;
    if (Math.abs(target[used]) <= reduction || rest <= BREAKDOWN * size) break;
    divide(newest, rest);
  }
  const weights = new Array(used);
  for (let row = used - 1; row >= 0; row--) {
    let total = target[row];
    for (let column = row + 1; column < used; column++) total -= columns[column][row] * weights[column];
    weights[row] = total / columns[row][row];
    addMultiple(norm * weights[row], basis[row], answer);
  }
  scaled(answer, scale, answer);
  return { used, left: Math.abs(target[used]) };
}

/** The operator on one direction: 1 - P^-1 (J - mean J), in units of the scale. */
function applyOperator(model, grid, room, direction, image) {
  const { trial, inverse } = room;
  scaled(direction, room.scale, trial);
  multiplySlopes(model, grid, room, trial, room.image);
  applyPreconditioner(model, grid, room, room.image, trial);
  for (let start = 0; start < image.length; start += inverse.length)
    for (let q = 0; q < inverse.length; q++)
      image[start + q] = direction[start + q] - trial[start + q] * inverse[q];
}

/** Take the earlier directions out of the newest: what was taken, and what is left of its length. */
function orthogonalise(basis, column, size) {
  const newest = basis[column + 1];
  const entries = new Array(column + 1).fill(0);
  let rest = 0;
  for (let turn = 0; turn < 2; turn++) {
    for (let row = 0; row <= column; row++) {
      const overlap = dot(basis[row], newest);
      entries[row] += overlap;
      addMultiple(-overlap, basis[row], newest);
    }
    rest = Math.sqrt(dot(newest, newest));
    if (rest > LOST * size) break;
  }
  return [entries, rest];
}

/** The new column of the Hessenberg matrix made triangular by Givens rotations. */
function rotate(entries, rest, rotations, target) {
  const column = entries.length - 1;
  for (let row = 0; row < column; row++) {
    const [c, s] = rotations[row];
    const upper = entries[row];
    const lower = entries[row + 1];
    entries[row] = c * upper + s * lower;
    entries[row + 1] = c * lower - s * upper;
  }
  const length = Math.hypot(entries[column], rest) || 1;
  const [c, s] = [entries[column] / length, rest / length];
  rotations.push([c, s]);
  entries[column] = length;
  target.push(-s * target[column]);
  target[column] *= c;
  return entries;
}

function dot(a, b) {
  // Four sums side by side: a single one would wait for itself.
  let s0 = 0, s1 = 0, s2 = 0, s3 = 0;
  for (let q = 0; q < a.length; q += 4) {
    s0 += a[q] * b[q];
    s1 += a[q + 1] * b[q + 1];
    s2 += a[q + 2] * b[q + 2];
    s3 += a[q + 3] * b[q + 3];
  }
  return s0 + s1 + (s2 + s3);
}

function addMultiple(factor, a, b) {
  for (let q = 0; q < a.length; q++) b[q] += factor * a[q];
}

function divide(a, number) {
  for (let q = 0; q < a.length; q++) a[q] /= number;
}

/** b = a times a weight for each place of a block. */
function scaled(a, weight, b) {
  for (let start = 0; start < a.length; start += weight.length)
    for (let q = 0; q < weight.length; q++) b[start + q] = a[start + q] * weight[q];
}
