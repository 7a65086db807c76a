// One panel of the day: its plot, its key with values at the pointer, its summary for those who hear.
// @ts-check

import { el, setText } from "rls/dom";
import { clockWords, formatNumber, sentence } from "rls/format";
import { courseWords, dayMean, fromNoon, noonHours, panelScale, valueAt } from "rls/day_data";
import { plotOptions } from "rls/day_draw";

const ROLES = ["healthy", "a", "b"];
const LETTERS = "abcdefgh";
const HEIGHT = 116;

export class DayPanel {
  /** @param {any} definition of catalogue.panels @param {any} day the Day that holds this panel */
  constructor(definition, day) {
    this.definition = definition;
    this.day = day;
    this.first = definition === day.catalogue.panels[0];
    this.log = definition.scale === "log";
    this.hours = noonHours(day.catalogue.hours);
    this.levelWords = sentence(definition.threshold?.words ?? "");
    this.scale = panelScale(definition, day.catalogue, day.healthy);
    this.lines = this.makeLines();
    this.data = [this.hours, ...this.lines.map(() => new Float64Array(0))];
    this.keys = definition.quantities.map((name, i) => this.makeKey(name, i));
    this.levelKey = el("span", {});
    this.picture = el("div", { role: "img", class: "plot" });
    this.title = el("h3", {}, sentence(definition.title));
    const unit = this.scale.unit ? ` [${this.scale.unit}]` : "";
    this.axis = el("p", { class: "axis" }, sentence(this.scale.axis) + unit);
    this.element = el("section", { class: "panel" },
      el("div", { class: "panel-head" }, this.title, this.axis), el("div", { class: "panel-head" }, el("ul", { class: "key" }, ...this.keys.map((key) => key.element),
        definition.threshold ? el("li", {}, el("span", { class: "sample level", "aria-hidden": "true" }), this.levelKey) : null)),
      this.picture);
    this.plot = null;
    /** @type {number|null} hour that the pointer is at */
    this.pointer = null;
  }

  makeLines() {
    const { quantities, looks } = this.definition;
    return ROLES.flatMap((role) => quantities.map((name, i) => ({
      role, name, index: i, colour: looks[i % looks.length].colour,
      letter: quantities.length > 1 ? LETTERS[i] : "",
      stale: () => role !== "healthy" && this.day.isStale(role),
    })));
  }

  makeKey(name, i) {
    const { label } = this.day.catalogue.quantities[name];
    const { colour } = this.definition.looks[i % this.definition.looks.length];
    const sample = el("span", { class: "sample", "aria-hidden": "true" });
    sample.style.borderTopColor = this.day.theme.of(colour);
    const value = el("span", { class: "value" });
    const letter = this.definition.quantities.length > 1 ? `${LETTERS[i]} ` : "";
    const words = this.definition.quantities.length > 1 ? sentence(label) : "";
    return { sample, colour, value, element: el("li", {}, sample, el("b", {}, letter), words ? `${words} ` : "", value) };
  }

  /** Where the night begins and ends on the axis. */
  night() {
    return this.day.night;
  }

  /** The threshold to draw, or null. */
  level() {
    const { threshold } = this.definition;
    if (!threshold) return null;
    return threshold.parameter ? this.day.parameter(threshold.parameter) : threshold.value;
  }

  /** The ends of the y axis for drawn values. @param {number|null} low @param {number|null} high */
  range(low, high) {
    if (low === null || high === null) return this.log ? [0.5, 2] : [0, 1];
    if (this.log) return [Math.min(low / 1.2, 0.5), Math.min(Math.max(high * 1.2, 2), this.definition.most ?? Infinity)];
    const level = this.level();
    const top = Math.max(high, level !== null && level < 3 * high ? level : high);
    return low < 0 ? [low * 1.08, top * 1.08 || 1] : [0, top * 1.08 || 1];
  }

  /** Draw courses; `courses[role]` is missing where there is none to draw.
   * @param {Record<string, Record<string, ArrayLike<number>>|null>} courses */
  show(courses) {
    this.lines.forEach((line, i) => {
      const course = courses[line.role]?.[line.name];
      this.data[i + 1] = course ? this.drawn(course, line.index) : new Float64Array(0);
    });
    if (!this.plot) this.make();
    else this.plot.setData(this.data);
    this.tell();
    this.writeKeys();
  }

  drawn(course, index) {
    const values = fromNoon(course, this.scale.factors[index]);
    const { least } = this.definition;
    return this.log ? values.map((value) => Math.max(value, least ?? 1e-3)) : values;
  }

  make() {
    const width = this.picture.clientWidth || 320;
    this.plot = new uPlot(plotOptions(this, this.day.theme, width, HEIGHT), this.data, this.picture);
  }

  /** Draw anew at another width or in other colours. */
  remake() {
    if (!this.plot || !this.picture.clientWidth) return;
    this.plot.destroy();
    for (const key of this.keys) key.sample.style.borderTopColor = this.day.theme.of(key.colour);
    this.make();
  }

  tell() {
    const told = [sentence(this.definition.title).replace(/[:.]?$/, ".")];
    for (const [i, line] of this.lines.entries()) {
      const values = this.data[i + 1];
      if (line.role === "healthy" || !values.length) continue;
      const label = `${line.role === "b" || this.day.compares ? `${line.role.toUpperCase()}, ` : ""}${this.day.catalogue.quantities[line.name].label}`;
      told.push(courseWords(this.hours, values, label, this.scale.unit));
    }
    const level = this.level();
    if (level !== null) told.push(`${this.levelWords}: ${formatNumber(level)}.`);
    const text = told.join(" ");
    if (text !== this.told) this.picture.setAttribute("aria-label", text);
    this.told = text;
  }

  /** The pointer has moved over some panel of the day. */
  pointed(plot) {
    const { left } = plot.cursor;
    this.pointer = left === null || left === undefined || left < 0 ? null : plot.posToVal(left, "x");
    this.writeKeys();
  }

  writeKeys() {
    const level = this.level();
    if (level !== null) setText(this.levelKey, `${this.levelWords}: ${formatNumber(level)}`);
    this.keys.forEach((key, i) => {
      const parts = [];
      for (const [k, line] of this.lines.entries()) {
        const values = this.data[k + 1];
        if (line.index !== i || line.role === "healthy" || !values.length) continue;
        const value = this.pointer === null ? dayMean(values) : valueAt(values, this.pointer);
        parts.push(`${this.day.compares ? `${line.role.toUpperCase()} ` : ""}${formatNumber(value)}`);
      }
      const when = this.pointer === null ? "mean" : clockWords(this.pointer);
      setText(key.value, parts.length ? `${when} ${parts.join(", ")}` : "");
    });
  }
}
