// The view as the part of the URL after "#", and back. What cannot be used is dropped or clamped,
// and said in words: a link from anywhere can do no more than set known sliders.
// @ts-check

import { MOST_LESIONS, firstView, healthyCell, withLesion, withSetting, wholeAxis } from "rls/cell";
import { isAxis } from "rls/grid";

const LONGEST = 40_000; // characters; two cells with every parameter set by hand are shorter
const TOLD = 5; // notices; a hostile link does not fill the page
const RESERVED = new Set(["lesion", "x", "y", "outcome", "quantity", "b", "edit"]);

/** The view in words for a URL; "" for the view the page opens with.
 * @param {import("rls/cell").View} view @param {any} catalogue */
export function encodeView(view, catalogue) {
  const first = firstView(catalogue);
  const parts = encodeCell(view.a);
  for (const key of /** @type {const} */ (["x", "y"])) {
    const { name, low, high } = view[key];
    if (name !== first[key].name || low !== first[key].low || high !== first[key].high) {
      parts.push(pair(key, `${name}:${low}:${high}`));
    }
  }
  if (view.outcome !== first.outcome) parts.push(pair("outcome", view.outcome));
  if (view.quantity !== first.quantity) parts.push(pair("quantity", view.quantity));
  if (view.b) parts.push(pair("b", encodeCell(view.b).join("&") || "healthy"));
  if (view.b && view.edited === "b") parts.push(pair("edit", "b"));
  return parts.join("&");
}

/** The view that a URL asks for, and what of it was not done.
 * @param {string} hash with or without "#" @param {any} catalogue
 * @returns {{view: import("rls/cell").View, notices: string[]}} */
export function decodeView(hash, catalogue) {
  const notices = new Notices();
  const view = firstView(catalogue);
  const text = hash.replace(/^#/, "");
  if (text.length > LONGEST) {
    notices.add(`The link is longer than ${LONGEST} characters; it was not read.`);
    return { view, notices: notices.lines() };
  }
  let edited = "";
  const rest = [];
  for (const [key, value] of pairs(text)) {
    if (key === "x" || key === "y") view[key] = readAxis(key, value, view[key], catalogue, notices);
    else if (key === "outcome") view.outcome = known(value, { state: 1, ...catalogue.outcomes }, "outcome", view.outcome, notices);
    else if (key === "quantity") view.quantity = known(value, catalogue.quantities, "quantity", view.quantity, notices);
    else if (key === "b") view.b = readCell(value === "healthy" ? [] : pairs(value), catalogue, notices);
    else if (key === "edit") edited = value;
    else rest.push([key, value]);
  }
  if (view.x.name === view.y.name) {
    notices.add("x and y were the same parameter; the map has its own axes again.");
    Object.assign(view, { x: firstView(catalogue).x, y: firstView(catalogue).y });
  }
  view.a = readCell(rest, catalogue, notices);
  if (edited === "b" && view.b) view.edited = "b";
  return { view, notices: notices.lines() };
}

/** The full name of a parameter given by it, or by its last part where only one has that.
 * @param {string} name @param {any} catalogue @returns {string|null} */
export function fullName(name, catalogue) {
  if (Object.hasOwn(catalogue.parameters, name)) return name;
  if (Object.hasOwn(catalogue.parameters, `neuron.${name}`)) return `neuron.${name}`;
  const found = Object.keys(catalogue.parameters).filter((full) => full.endsWith(`.${name}`));
  return found.length === 1 ? found[0] : null;
}

/** A value within the range of what it belongs to, with a notice where it was not.
 * @param {string} text @param {{low: number, high: number}} range @param {string} what
 * @param {{add: (line: string) => void}} notices @returns {number|null} */
export function readNumber(text, { low, high }, what, notices) {
  const value = text.trim() === "" ? NaN : Number(text);
  if (!Number.isFinite(value)) {
    notices.add(`${what}: ${JSON.stringify(short(text))} is not a number; left out.`);
    return null;
  }
  if (value >= low && value <= high) return value;
  const used = value < low ? low : high;
  notices.add(`${what}: ${value} lies outside ${low} to ${high}; ${used} is used.`);
  return used;
}

function encodeCell(cell) {
  const parts = Object.entries(cell.lesions).map(([name, size]) => pair("lesion", `${name}:${size}`));
  return [...parts, ...Object.entries(cell.set).map(([name, value]) => pair(name, String(value)))];
}

function readCell(entries, catalogue, notices) {
  let cell = healthyCell();
  for (const [key, text] of entries) {
    if (key === "lesion") {
      const [name, size] = text.split(":");
      const most = Object.keys(cell.lesions).length >= MOST_LESIONS && !Object.hasOwn(cell.lesions, name);
      if (most) notices.add(`A cell has at most ${MOST_LESIONS} lesions; ${short(text)} is left out.`);
      else if (!Object.hasOwn(catalogue.lesions, name)) notices.add(`There is no lesion ${JSON.stringify(short(name))}.`);
      else {
        const range = catalogue.lesions[name].size;
        const value = size === undefined ? range.default : readNumber(size, range, `lesion ${name}`, notices);
        if (value !== null) cell = withLesion(cell, name, value);
      }
      continue;
    }
    const name = RESERVED.has(key) ? null : fullName(key, catalogue);
    if (name === null) notices.add(`There is no parameter ${JSON.stringify(short(key))}.`);
    else {
      const value = readNumber(text, catalogue.parameters[name], name, notices);
      if (value !== null) cell = withSetting(cell, name, value);
    }
  }
  return cell;
}

function readAxis(key, text, otherwise, catalogue, notices) {
  const [given, lowText, highText] = text.split(":");
  const name = fullName(given, catalogue);
  if (name === null) {
    notices.add(`${key}: there is no parameter ${JSON.stringify(short(given))}.`);
    return otherwise;
  }
  const axis = wholeAxis(name, catalogue);
  if (lowText === undefined || highText === undefined) return axis;
  const low = readNumber(lowText, axis, `${key}, lower end`, notices);
  const high = readNumber(highText, axis, `${key}, upper end`, notices);
  if (low === null || high === null) return axis;
  if (isAxis(low, high)) return { name, low, high };
  notices.add(`${key}: from ${low} to ${high} is no axis; all of its range is shown.`);
  return axis;
}

function known(value, table, what, otherwise, notices) {
  if (Object.hasOwn(table, value)) return value;
  notices.add(`There is no ${what} ${JSON.stringify(short(value))}.`);
  return otherwise;
}

function pairs(text) {
  return [...new URLSearchParams(text)].filter(([key, value]) => key !== "" || value !== "");
}

function pair(key, value) {
  // Legible where the rules of URLs allow it; ":" and "/" may stand in a fragment.
  const kept = (text) => encodeURIComponent(text).replaceAll("%3A", ":").replaceAll("%2F", "/");
  return `${kept(key)}=${kept(value)}`;
}

function short(text) {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

class Notices {
  constructor() {
    this.all = [];
  }

  add(line) {
    this.all.push(line);
  }

  lines() {
    if (this.all.length <= TOLD) return this.all;
    return [...this.all.slice(0, TOLD), `and ${this.all.length - TOLD} more.`];
  }
}

