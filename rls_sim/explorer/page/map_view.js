// The map as the reader sees and moves it: axes, canvas, marks of the cells, legend.
// @ts-check

import { wholeAxis } from "rls/cell";
import { el, setText } from "rls/dom";
import { formatNumber, nameWords, sentence, unitWords } from "rls/format";
import { isAxis } from "rls/grid";
import { axisTicks, drawColourBar, drawMap, extent, fillState } from "rls/map_canvas";
import { placeWords } from "rls/parameter_row";
import { readNumber } from "rls/hash";
import { stateLook, stateSample } from "rls/states";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

export class MapView {
  /** @param {any} catalogue @param {import("rls/store").Store} store @param {HTMLElement} place
   * @param {(line: string) => void} notice
   * @param {{move: Function, jump: Function}} moves what keys and clicks do */
  constructor(catalogue, store, place, notice, moves) {
    Object.assign(this, { catalogue, store, notice });
    this.choosers = { x: this.axisChooser("x"), y: this.axisChooser("y") };
    this.outcome = this.outcomeChooser();
    this.canvas = el("canvas", { "aria-hidden": "true" });
    this.marks = Object.fromEntries(["a", "b"].map((role) => [role, el("span", { class: `map-mark ${role}`, "aria-hidden": "true", hidden: true }, role.toUpperCase())]));
    this.surface = el("div", { class: "map-surface", tabindex: "0", role: "application", id: "map-surface",
      "aria-label": "Map of states: arrow keys move the cell", "aria-describedby": "map-here map-legend" }, this.canvas, ...Object.values(this.marks));
    this.ticks = { x: el("div", { class: "ticks x", "aria-hidden": "true" }), y: el("div", { class: "ticks y", "aria-hidden": "true" }) };
    this.names = { x: el("p", { class: "axis-name x" }), y: el("p", { class: "axis-name y" }) };
    this.here = el("p", { class: "remark", id: "map-here", role: "status" });
    this.legend = el("div", { class: "legend", id: "map-legend" });
    this.told = el("p", { class: "remark", role: "status" });
    place.append(el("div", { class: "map-options" }, this.proposals(), this.outcome.element, this.choosers.x.element, this.choosers.y.element),
      el("div", { class: "map-frame" }, this.names.y, this.ticks.y, this.surface, this.ticks.x, this.names.x),
      this.here, this.legend, this.told);
    this.surface.addEventListener("keydown", (event) => {
      const arrow = ARROWS[event.key];
      if (!arrow || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      const by = event.shiftKey ? 5 : 1;
      moves.move(arrow[0] * by, arrow[1] * by, event);
    });
    this.surface.addEventListener("click", (event) => {
      const box = this.surface.getBoundingClientRect();
      moves.jump((event.clientX - box.left) / box.width, 1 - (event.clientY - box.top) / box.height, event);
    });
  }

  /** Show the axes and the outcome of a view. @param {import("rls/cell").View} view */
  update(view) {
    for (const axis of /** @type {const} */ (["x", "y"])) {
      if (view[axis] === this.shown?.[axis]) continue;
      const { select, low, high } = this.choosers[axis];
      const { name } = view[axis];
      if (select.value !== name) select.value = name;
      low.value = String(view[axis].low);
      high.value = String(view[axis].high);
      const unit = unitWords(this.catalogue.parameters[name].unit);
      setText(this.names[axis], `${nameWords(name)}${placeWords(name) ? `, ${placeWords(name)}` : ""}${unit ? ` [${unit}]` : ""}`);
    }
    if (this.outcome.select.value !== view.outcome) this.outcome.select.value = view.outcome;
    this.shown = view;
  }

  /** Draw what has been solved. @param {any} map @param {any} theme */
  draw(map, theme) {
    const size = this.surface.clientWidth;
    if (!size) return;
    this.canvas.style.width = `${size}px`;
    this.canvas.style.height = `${this.surface.clientHeight}px`;
    drawMap(this.canvas, { ...map, theme }, size, this.surface.clientHeight);
    this.writeTicks("x", map.x, map.nx);
    this.writeTicks("y", map.y, map.ny);
  }

  /** Move the marks of the cells. @param {{role: string, edited: boolean, x: number, y: number}[]} marks
   * @param {boolean} elsewhere whether the other cell has another map @param {string} words */
  mark(marks, elsewhere, words) {
    for (const role of ["a", "b"]) {
      const mark = marks.find((each) => each.role === role);
      const element = this.marks[role];
      if (element.hidden !== !mark) element.hidden = !mark;
      if (!mark) continue;
      element.style.left = `${100 * Math.min(1, Math.max(0, mark.x))}%`;
      element.style.bottom = `${100 * Math.min(1, Math.max(0, mark.y))}%`;
      element.classList.toggle("edited", mark.edited);
      const outside = mark.x < 0 || mark.x > 1 || mark.y < 0 || mark.y > 1;
      element.classList.toggle("outside", outside);
      if (mark.edited && outside) words += "; outside this map";
    }
    setText(this.here, `${words}.${elsewhere ? " The other cell differs in more than these two; it is not on this map." : ""}`);
  }

  /** Say in words, and by samples, what the map holds. @param {any} map */
  describe(map) {
    const counts = new Map();
    for (const state of map.states) if (state !== null) counts.set(state, (counts.get(state) ?? 0) + 1);
    const solved = [...counts.values()].reduce((sum, n) => sum + n, 0);
    const failed = counts.get("failed") ?? 0;
    const untried = map.states.length - solved;
    if (!map.done) this.tell(`${solved} of ${map.states.length} cells solved …`);
    else if (untried) this.tell(`${solved} of ${map.states.length} cells tried${failed ? `, of which ${failed} have no day` : ""}; ${untried} were not, for want of time, and are left blank.`);
    else this.tell(failed ? `All ${solved} cells tried; ${failed} have no day.` : `All ${solved} cells solved.`);
    const order = Object.keys(this.catalogue.states).filter((state) => counts.has(state));
    const key = JSON.stringify([order.map((state) => [state, counts.get(state)]), map.outcome]);
    if (key === this.legendKey) return;
    this.legendKey = key;
    this.legend.replaceChildren(...this.barOf(map), el("ul", {}, ...order.map((state) =>
      el("li", {}, stateSample(state, this.catalogue, fillState), ` ${stateLook(state, this.catalogue).words} `,
        el("span", { class: "remark" }, `${Math.round((100 * counts.get(state)) / solved)} %`)))));
  }

  tell(words) {
    setText(this.told, words);
  }

  setStale(stale) {
    this.surface.classList.toggle("stale", stale);
    if (stale) this.tell("The map is being solved anew …");
  }

  whenResized(draw) {
    let width = 0;
    new ResizeObserver(() => {
      if (this.surface.clientWidth === width) return;
      width = this.surface.clientWidth;
      draw();
    }).observe(this.surface);
  }

  barOf(map) {
    if (!map.values) return [];
    const [low, high] = extent(map.values);
    const bar = el("canvas", { width: 240, height: 12, "aria-hidden": "true" });
    drawColourBar(bar);
    const { label, unit } = this.catalogue.outcomes[map.outcome];
    const words = unitWords(unit);
    return [el("p", { class: "bar" }, `${label}${words ? ` [${words}]` : ""} `, el("span", {}, formatNumber(low)), bar, el("span", {}, formatNumber(high)))];
  }

  writeTicks(axis, { name, low, high }, n) {
    const key = `${name} ${low} ${high}`;
    if (this.ticks[axis].dataset.key === key) return;
    this.ticks[axis].dataset.key = key;
    const log = this.catalogue.parameters[name].log && low > 0;
    this.ticks[axis].replaceChildren(...axisTicks(low, high, log).map(({ share, words }) => {
      const tick = el("span", {}, words);
      tick.style[axis === "x" ? "left" : "bottom"] = `${(100 * (share * (n - 1) + 0.5)) / n}%`;
      return tick;
    }));
  }

  axisChooser(axis) {
    const { catalogue } = this;
    const option = (name) => el("option", { value: name }, name);
    const varies = (name) => catalogue.parameters[name].low < catalogue.parameters[name].high;
    const listed = new Set(catalogue.featured);
    const select = el("select", { "aria-label": `Parameter of ${axis}` },
      el("optgroup", { label: "Featured" }, ...catalogue.featured.map(option)),
      ...catalogue.processes.map(({ title, parameters }) =>
        el("optgroup", { label: title }, ...parameters.filter((name) => !listed.has(name) && varies(name)).map(option))));
    const ends = ["from", "to"].map((word) => el("input", { type: "number", step: "any", "aria-label": `${axis} ${word}` }));
    select.addEventListener("change", (event) => this.setAxis(axis, wholeAxis(select.value, catalogue), event));
    for (const end of ends) end.addEventListener("change", (event) => this.setEnds(axis, ends, event));
    return { select, low: ends[0], high: ends[1], element: el("div", { class: "axis-choice wide" }, el("b", {}, axis), select, ends[0], "–", ends[1]) };
  }

  setAxis(axis, value, event) {
    const { view } = this.store;
    const other = axis === "x" ? "y" : "x";
    const swapped = view[other].name === value.name ? { [other]: view[axis] } : {};
    this.store.change({ ...view, ...swapped, [axis]: value }, "", event.timeStamp);
  }

  setEnds(axis, [from, to], event) {
    const { name } = this.store.view[axis];
    const whole = wholeAxis(name, this.catalogue);
    const add = this.notice;
    const low = readNumber(from.value, whole, `${axis}, lower end`, { add });
    const high = readNumber(to.value, whole, `${axis}, upper end`, { add });
    if (low !== null && high !== null && isAxis(low, high)) this.setAxis(axis, { name, low, high }, event);
    else {
      if (low !== null && high !== null) add(`${axis}: the lower end must lie below the upper end, and apart from it.`);
      from.value = String(this.store.view[axis].low);
      to.value = String(this.store.view[axis].high);
    }
  }

  outcomeChooser() {
    const select = el("select", { "aria-label": "Colour of the map" }, el("option", { value: "state" }, "State of the cell"),
      ...Object.entries(this.catalogue.outcomes).map(([name, { label }]) => el("option", { value: name }, label)));
    select.addEventListener("change", (event) => this.store.change({ ...this.store.view, outcome: select.value }, "", event.timeStamp));
    return { select, element: el("div", { class: "axis-choice" }, el("b", {}, "colour"), select) };
  }

  proposals() {
    const words = ({ x, y }) => `${sentence(nameWords(x))}${placeWords(x) ? ` (${placeWords(x)})` : ""} × ${nameWords(y).toLowerCase()}${placeWords(y) ? ` (${placeWords(y)})` : ""}`;
    const select = el("select", { "aria-label": "Proposed map" }, el("option", { value: "" }, "Proposed maps …"),
      ...this.catalogue.maps.map((map, i) => el("option", { value: String(i) }, words(map))));
    select.addEventListener("change", (event) => {
      const map = this.catalogue.maps[Number(select.value)];
      select.value = "";
      if (!map) return;
      const ends = (name, values) => ({ name, low: values[0], high: values[values.length - 1] });
      this.store.change({ ...this.store.view, x: ends(map.x, map.xvalues), y: ends(map.y, map.yvalues) }, "", event.timeStamp);
    });
    return el("div", { class: "axis-choice" }, select);
  }
}
