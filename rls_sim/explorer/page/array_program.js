// Runs outcomes that rls_sim/outcomes/recorded.py wrote down: a list of operations on courses.
//
// A value is a number, a course (Float64Array) or, between two Fourier transforms, complex courses
// {re, im}. What is true is 1, what is not is 0, as in the arrays it was recorded with.

const { PI } = Math;

/**
 * The answers of a program on one day, all or those named.
 * `document`: {steps, answers}; `day`: {course(name), parameter(name), hours: Float64Array}
 * @returns {Object<string, number>} by name
 */
export function runProgram(document, day, names = Object.keys(document.answers)) {
  const values = new Array(document.steps.length);
  const given = (part) => {
    if (!Array.isArray(part)) return part;
    if (part[0] === "of") return values[part[1]];
    return part[0] === "not_finite" ? NOT_FINITE[part[1]] : part;
  };
  for (const at of needed(document, names)) {
    const [name, ...parts] = document.steps[at];
    const operation = OPERATIONS[name];
    if (operation === undefined) throw new Error(`no operation ${name}`);
    values[at] = operation(parts.map(given), day);
  }
  return Object.fromEntries(names.map((name) => [name, values[document.answers[name]]]));
}

/** The steps that these answers need, in order. */
function needed(document, names) {
  document.needed ??= new Map();
  const key = names.join();
  if (!document.needed.has(key)) {
    const found = new Set(names.map((name) => document.answers[name]));
    for (let at = document.steps.length - 1; at >= 0; at--)
      if (found.has(at))
        for (const part of document.steps[at]) if (Array.isArray(part) && part[0] === "of") found.add(part[1]);
    document.needed.set(key, [...found].sort((a, b) => a - b));
  }
  return document.needed.get(key);
}

const NOT_FINITE = { nan: NaN, inf: Infinity, "-inf": -Infinity };

const isComplex = (value) => typeof value === "object" && "re" in value;

/** An operation of two numbers, on courses point by point; one point goes with each of many. */
function pairwise(of) {
  return (both) => {
    let [a, b] = both;
    if (typeof a === "number" && typeof b === "number") return of(a, b);
    if (a.length === 1 && b.length > 1) a = a[0];
    if (b.length === 1 && a.length > 1) b = b[0];
    const count = typeof a === "number" ? b.length : a.length;
    const answer = new Float64Array(count);
    if (typeof b === "number") for (let n = 0; n < count; n++) answer[n] = of(a[n], b);
    else if (typeof a === "number") for (let n = 0; n < count; n++) answer[n] = of(a, b[n]);
    else for (let n = 0; n < count; n++) answer[n] = of(a[n], b[n]);
    return answer;
  };
}

/** An operation of one number. */
function each(of) {
  return ([a]) => (typeof a === "number" ? of(a) : Float64Array.from(a, of));
}

/** The same for complex courses where one of the two is complex. */
function orComplex(plain, of) {
  return (both, day) => {
    if (!both.some(isComplex)) return plain(both, day);
    const [a, b] = both.map((one) => (isComplex(one) ? one : { re: one, im: 0 }));
    const at = (part, n) => (typeof part === "number" ? part : part[n]);
    const long = [a.re, a.im, b.re, b.im].find((part) => typeof part !== "number");
    const count = long === undefined ? 1 : long.length;
    const answer = { re: new Float64Array(count), im: new Float64Array(count) };
    for (let n = 0; n < count; n++)
      [answer.re[n], answer.im[n]] = of(at(a.re, n), at(a.im, n), at(b.re, n), at(b.im, n));
    return long === undefined ? { re: answer.re[0], im: answer.im[0] } : answer;
  };
}

function quotient(ar, ai, br, bi) {
  const size = br * br + bi * bi;
  return [(ar * br + ai * bi) / size, (ai * br - ar * bi) / size];
}

/** Python's remainder: of the sign of the divisor. */
const remainder = (a, b) => {
  const left = a % b;
  return left !== 0 && left < 0 !== b < 0 ? left + b : left;
};

/** The nearest whole number, of two the even one. */
const rint = (a) => {
  const below = Math.floor(a);
  if (a - below !== 0.5) return Math.round(a);
  return below % 2 === 0 ? below : below + 1;
};

const nanMax = (a, b) => (a !== a || b !== b ? NaN : Math.max(a, b));
const nanMin = (a, b) => (a !== a || b !== b ? NaN : Math.min(a, b));

function extreme(course, better) {
  let found = 0;
  for (let n = 0; n < course.length; n++) {
    if (course[n] !== course[n]) return n; // the first that is no number, as NumPy has it
    if (better(course[n], course[found])) found = n;
  }
  return found;
}

function sum([course]) {
  let total = 0;
  for (let n = 0; n < course.length; n++) total += course[n];
  return total;
}

/** Coefficients 0 .. N/2 of a course. */
function rfft([course]) {
  const [re, im] = transform(course, new Float64Array(course.length), course.length, 0, 1);
  const half = (course.length >> 1) + 1;
  return { re: re.subarray(0, half), im: im.subarray(0, half) };
}

/** The course of so many points that has these coefficients. */
function irfft([{ re, im }, count]) {
  const [real, imaginary] = [new Float64Array(count), new Float64Array(count)];
  for (let k = 0; 2 * k <= count; k++) {
    real[k] = re[k];
    imaginary[k] = k === 0 || 2 * k === count ? 0 : -im[k]; // the conjugate, so that forwards goes back
    if (k === 0) continue;
    real[count - k] = real[k];
    imaginary[count - k] = -imaginary[k];
  }
  return transform(real, imaginary, count, 0, 1)[0].map((value) => value / count);
}

/** Sums of values e^(-2 pi i k n / N) for every k, of N values from `first` on, a prime factor at a time. */
function transform(re, im, count, first, step) {
  if (count === 1) return [re.subarray(first, first + 1), im.subarray(first, first + 1)];
  let factor = 2;
  while (count % factor) factor++;
  const size = count / factor;
  const parts = Array.from({ length: factor }, (_, r) => transform(re, im, size, first + r * step, step * factor));
  const [cosine, sine] = circle(count);
  const answer = [new Float64Array(count), new Float64Array(count)];
  for (let k = 0, at = 0; k < count; k++, at = at + 1 === size ? 0 : at + 1) {
    let [real, imaginary] = [0, 0];
    for (let r = 0, turn = 0; r < factor; r++, turn = (turn + k) % count) {
      const [partRe, partIm] = parts[r];
      real += partRe[at] * cosine[turn] + partIm[at] * sine[turn];
      imaginary += partIm[at] * cosine[turn] - partRe[at] * sine[turn];
    }
    answer[0][k] = real;
    answer[1][k] = imaginary;
  }
  return answer;
}

const circles = new Map();
function circle(count) {
  if (!circles.has(count)) {
    const angles = Float64Array.from({ length: count }, (_, n) => (2 * PI * n) / count);
    circles.set(count, [angles.map(Math.cos), angles.map(Math.sin)]);
  }
  return circles.get(count);
}

function part([course, begin, end, step]) {
  const take = (values) => {
    if (step === 1) return values.slice(begin, end);
    return Float64Array.from({ length: Math.max(0, Math.ceil((end - begin) / step)) }, (_, n) => values[begin + n * step]);
  };
  return isComplex(course) ? { re: take(course.re), im: take(course.im) } : take(Float64Array.from(course));
}

function pick([course, place]) {
  return isComplex(course) ? { re: course.re[place], im: course.im[place] } : course[place];
}

function roll([course, shift]) {
  const count = course.length;
  return Float64Array.from(course, (_, n) => course[remainder(n - shift, count)]);
}

function concatenate(parts) {
  const count = parts.reduce((total, one) => total + one.length, 0);
  const answer = new Float64Array(count);
  let at = 0;
  for (const one of parts) {
    answer.set(one, at);
    at += one.length;
  }
  return answer;
}

function cumsum([course]) {
  let total = 0;
  return Float64Array.from(course, (value) => (total += value));
}

function where([condition, one, other]) {
  if (typeof condition === "number") {
    if (typeof one === "number" && typeof other === "number") return condition ? one : other;
    const count = typeof one === "number" ? other.length : one.length;
    return where([new Float64Array(count).fill(condition), one, other]);
  }
  const of = (value, n) => (typeof value === "number" ? value : value[n]);
  return Float64Array.from(condition, (chosen, n) => of(chosen ? one : other, n));
}

const OPERATIONS = {
  hours: (_, day) => day.hours,
  course: ([name], day) => day.course(name),
  parameter: ([name], day) => day.parameter(name),
  number: ([value]) => value,
  add: orComplex(pairwise((a, b) => a + b), (ar, ai, br, bi) => [ar + br, ai + bi]),
  subtract: orComplex(pairwise((a, b) => a - b), (ar, ai, br, bi) => [ar - br, ai - bi]),
  multiply: orComplex(pairwise((a, b) => a * b), (ar, ai, br, bi) => [ar * br - ai * bi, ar * bi + ai * br]),
  divide: orComplex(pairwise((a, b) => a / b), quotient),
  remainder: pairwise(remainder),
  power: pairwise(Math.pow),
  maximum: pairwise(nanMax),
  minimum: pairwise(nanMin),
  negative: each((a) => -a),
  absolute: each(Math.abs),
  square: each((a) => a * a),
  exp: each(Math.exp),
  expm1: each(Math.expm1),
  log: each(Math.log),
  sqrt: each(Math.sqrt),
  rint: each(rint),
  is_nan: each((a) => +(a !== a)),
  not: each((a) => +!a),
  greater: pairwise((a, b) => +(a > b)),
  greater_equal: pairwise((a, b) => +(a >= b)),
  less: pairwise((a, b) => +(a < b)),
  less_equal: pairwise((a, b) => +(a <= b)),
  equal: pairwise((a, b) => +(a === b)),
  not_equal: pairwise((a, b) => +(a !== b)),
  and: pairwise((a, b) => +(a && b && 1)),
  or: pairwise((a, b) => +(a || b ? 1 : 0)),
  sum,
  mean: ([course]) => sum([course]) / course.length,
  max: ([course]) => course.reduce(nanMax, -Infinity),
  min: ([course]) => course.reduce(nanMin, Infinity),
  argmax: ([course]) => extreme(course, (a, b) => a > b),
  argmin: ([course]) => extreme(course, (a, b) => a < b),
  angle: ([{ re, im }]) => (typeof re === "number" ? Math.atan2(im, re) : re.map((value, n) => Math.atan2(im[n], value))),
  part,
  pick,
  roll,
  concatenate,
  cumsum,
  where,
  rfft,
  irfft,
};
