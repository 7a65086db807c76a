// A small picture of the day that stays in sight on a narrow screen, where sliders stand above the day.
// @ts-check

import { fromNoon } from "rls/day_data";
import { el } from "rls/dom";

const QUANTITY = "function_reserve";
const [WIDTH, HEIGHT, MOST] = [100, 28, 2]; // of the picture, and of the reserve that it shows
const SVG = "http://www.w3.org/2000/svg";

export class DayStrip {
  /** @param {any} catalogue @param {HTMLElement} place */
  constructor(catalogue, place) {
    this.healthy = catalogue.healthy.courses[QUANTITY];
    if (!this.healthy) return;
    const picture = element("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "strip", "aria-hidden": "true", preserveAspectRatio: "none" });
    this.night = element("rect", { y: 0, height: HEIGHT, class: "strip-night" });
    const level = element("line", { x1: 0, x2: WIDTH, y1: heightOf(1), y2: heightOf(1), class: "strip-level" });
    const usual = element("polyline", { points: points(this.healthy), class: "strip-healthy" });
    this.lines = { a: element("polyline", { class: "strip-a" }), b: element("polyline", { class: "strip-b" }) };
    picture.append(this.night, level, usual, this.lines.a, this.lines.b);
    place.append(picture, el("p", { class: "strip-words" }, "Function reserve, noon to noon; it fails below the line."));
    this.showNight(catalogue);
  }

  showNight(catalogue) {
    const at = (/** @type {string} */ name) => ((catalogue.parameters[catalogue.night[name]].value + 12) % 24) / 24 * WIDTH;
    this.night.setAttribute("x", String(at("begins")));
    this.night.setAttribute("width", String(at("ends") - at("begins")));
  }

  /** @param {{a: any, b: any}} readings */
  show(readings) {
    if (!this.healthy) return;
    for (const role of ["a", "b"]) {
      const course = readings[role]?.courses[QUANTITY];
      this.lines[role].setAttribute("points", course ? points(course) : "");
    }
  }
}

const heightOf = (/** @type {number} */ reserve) => HEIGHT - 1 - (Math.min(Math.max(reserve, 0), MOST) / MOST) * (HEIGHT - 2);

function points(course) {
  const values = fromNoon(course, 1);
  const last = values.length - 1;
  const shown = [];
  for (let i = 0; i <= last; i += 4) shown.push(`${((i / last) * WIDTH).toFixed(1)},${heightOf(values[i]).toFixed(1)}`);
  return shown.join(" ");
}

function element(tag, attributes) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  return made;
}
