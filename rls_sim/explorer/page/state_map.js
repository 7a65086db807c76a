// The map of states over two parameters: solved row by row, given up when the view moves on.
// @ts-check

import { editedCell, sameCell, valueIn, withCell, withHandSetting } from "rls/cell";
import { axisValues } from "rls/grid";
import { formatNumber } from "rls/format";
import { MapView } from "rls/map_view";
import { stateLook } from "rls/states";

const STEPS = 31;
const IDLE = 250; // ms without a change before the map is begun: sliders come first
const RETRY = 2000; // ms until a map that failed is begun again; doubled each time
const LONGEST_PAUSE = 60_000;

export class StateMap {
  /** @param {any} source @param {import("rls/store").Store} store @param {HTMLElement} place
   * @param {any} theme @param {(line: string) => void} notice */
  constructor(source, store, place, theme, notice) {
    Object.assign(this, { source, store, theme, catalogue: source.catalogue });
    this.key = "";
    this.timer = 0;
    this.abort = new AbortController();
    this.cells = [];
    this.solved = null;
    this.pause = RETRY;
    this.view = new MapView(this.catalogue, store, place, notice, {
      move: (dx, dy, event) => this.move(dx, dy, event),
      jump: (shareX, shareY, event) => this.jump(shareX, shareY, event),
    });
    store.listen(() => this.update());
    this.view.whenResized(() => this.draw());
  }

  /** Begin; called once the first day is drawn. */
  start() {
    this.started = true;
    this.update();
  }

  /** What the cells came to. @param {{cell: import("rls/cell").Cell,
   * parameters: Record<string, number>, state: string}[]} cells with those of their parameters that
   * are not as declared */
  setSolved(cells) {
    this.cells = cells;
    this.mark();
  }

  /** Draw anew, in other colours or at another size. */
  draw() {
    if (this.solved) this.view.draw(this.solved, this.theme);
    this.mark();
  }

  update() {
    this.view.update(this.store.view);
    this.mark();
    if (!this.started) return;
    const key = this.keyOf(editedCell(this.store.view));
    if (key === this.key) return;
    this.pause = RETRY;
    this.begin(key, IDLE);
  }

  /** Solve the map of the view after a pause, unless the view moves on. */
  begin(key, pause) {
    this.key = key;
    this.abort.abort();
    clearTimeout(this.timer);
    this.view.setStale(true);
    this.timer = setTimeout(() => this.solve(), pause);
  }

  async solve() {
    const { x, y, outcome } = this.store.view;
    const cell = editedCell(this.store.view);
    const [xs, ys] = [x, y].map(({ name, low, high }) => axisValues(low, high, this.catalogue.parameters[name].log, STEPS));
    const map = { nx: STEPS, ny: STEPS, xs, ys, x, y, outcome, states: Array(STEPS * STEPS).fill(null),
      values: outcome === "state" ? null : new Float64Array(STEPS * STEPS).fill(NaN), catalogue: this.catalogue, done: false };
    this.abort = new AbortController();
    const { signal } = this.abort;
    const request = { set: without(cell.set, [x.name, y.name]), lesions: cell.lesions, courses: [], outcomes: map.values ? [outcome] : [] };
    const onRows = (row, states, values) => {
      if (signal.aborted) return;
      states.forEach((state, k) => {
        map.states[row * STEPS + k] = state;
        if (map.values) map.values[row * STEPS + k] = values[outcome][k];
      });
      this.drawSoon(map);
    };
    try {
      await this.source.map(request, { name: x.name, values: xs }, { name: y.name, values: ys }, onRows, signal);
      if (signal.aborted) return;
      map.done = true;
      this.pause = RETRY;
      this.drawSoon(map);
    } catch (error) {
      if (!signal.aborted) this.failed(error);
    }
  }

  /** Say that the map was not finished; where it may be the next time, begin again after a pause. */
  failed(error) {
    cancelAnimationFrame(this.frame); // its words would hide these
    this.frame = 0;
    this.draw();
    if (error.passing) {
      this.begin(this.key, this.pause);
      this.pause = Math.min(2 * this.pause, LONGEST_PAUSE);
    } else this.key = "";
    this.view.tell(`The map was not finished: ${error.message}${error.passing ? " It is tried again in a moment." : ""}`);
  }

  drawSoon(map) {
    this.solved = map;
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.view.setStale(false);
      this.draw();
      this.view.describe(this.solved);
    });
  }

  mark() {
    const { view } = this.store;
    const marks = [];
    for (const role of /** @type {const} */ (["a", "b"])) {
      const cell = view[role];
      if (!cell) continue;
      const edited = role === view.edited;
      if (!edited && this.keyOf(cell) !== this.keyOf(editedCell(view))) continue;
      marks.push({ role, edited, ...this.placeOf(cell) });
    }
    this.view.mark(marks, view.b !== null && marks.length < 2, this.hereWords(view));
  }

  hereWords(view) {
    const value = (axis) => formatNumber(this.value(editedCell(view), axis.name));
    const where = `${view.x.name} = ${value(view.x)}, ${view.y.name} = ${value(view.y)}`;
    const solved = this.cells.find(({ cell }) => sameCell(cell, editedCell(view)));
    return solved ? `${where}: ${stateLook(solved.state, this.catalogue).words}` : where;
  }

  placeOf(cell) {
    const { x, y } = this.store.view;
    return { x: this.share(x, this.value(cell, x.name)), y: this.share(y, this.value(cell, y.name)) };
  }

  value(cell, name) {
    return valueIn(cell, name, this.cells, this.catalogue);
  }

  share({ name, low, high }, value) {
    const log = this.catalogue.parameters[name].log && low > 0;
    const t = log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
    return (t * (STEPS - 1) + 0.5) / STEPS;
  }

  /** Move the cell by steps of the map. */
  move(dx, dy, event) {
    const { x, y } = this.placeOf(editedCell(this.store.view));
    const step = (share, by) => (Math.round(share * STEPS - 0.5) + by + 0.5) / STEPS;
    this.jump(dx ? step(x, dx) : null, dy ? step(y, dy) : null, event);
  }

  /** Put the cell where a share of each axis is; null leaves that parameter. */
  jump(shareX, shareY, event) {
    const { view } = this.store;
    let cell = editedCell(view);
    for (const [axis, share] of /** @type {[any, number|null][]} */ ([[view.x, shareX], [view.y, shareY]])) {
      if (share === null) continue;
      const values = axisValues(axis.low, axis.high, this.catalogue.parameters[axis.name].log, STEPS);
      const k = Math.min(STEPS - 1, Math.max(0, Math.floor(share * STEPS)));
      cell = withHandSetting(cell, axis.name, values[k], this.catalogue);
    }
    this.store.change(withCell(view, cell), `map ${view.edited}`, event.timeStamp);
  }

  keyOf(cell) {
    const { x, y, outcome } = this.store.view;
    return JSON.stringify([without(cell.set, [x.name, y.name]), cell.lesions, x, y, outcome]);
  }
}

function without(entries, names) {
  return Object.fromEntries(Object.entries(entries).filter(([name]) => !names.includes(name)).sort());
}
