// The left column: every parameter, featured ones first, then by process, and a search over all.
// @ts-check

import { editedCell, valueIn, withCell, withHandSetting } from "rls/cell";
import { el, setText } from "rls/dom";
import { formatNumber, nameWords } from "rls/format";
import { parameterRow } from "rls/parameter_row";

const FOUND_AT_MOST = 30;

export class Controls {
  /** @param {any} catalogue @param {import("rls/store").Store} store
   * @param {HTMLElement} place @param {(line: string) => void} notice */
  constructor(catalogue, store, place, notice) {
    Object.assign(this, { catalogue, store, notice });
    this.solved = [];
    this.rows = new Map(); // parameter -> rows that show it
    this.counts = [];
    const search = el("input", { type: "search", id: "search", placeholder: "name, meaning or place",
      autocomplete: "off", spellcheck: "false" });
    this.found = el("div", { class: "found", hidden: true });
    this.rest = el("div", {}, this.featured(), ...catalogue.processes.map((process) => this.process(process)));
    place.append(el("label", { for: "search", class: "search" }, `Search ${Object.keys(catalogue.parameters).length} parameters`, search),
      this.found, this.rest);
    search.addEventListener("input", () => this.search(search.value));
    store.listen(() => this.update());
    this.update();
  }

  /** Show the values that lesions and settings make.
   * @param {{cell: import("rls/cell").Cell, parameters: Record<string, number>}[]} solved cells, with
   * those of their parameters that differ from the declared ones */
  setSolved(solved) {
    const names = new Set([...this.solved, ...solved].flatMap(({ parameters }) => Object.keys(parameters)));
    this.solved = solved;
    for (const name of names) this.updateRow(name);
  }

  featured() {
    const box = el("div", { class: "featured" });
    for (const name of this.catalogue.featured) box.append(this.row(name));
    return box;
  }

  process({ title, parameters }) {
    const count = el("span", { class: "count" });
    const body = el("div", {});
    const details = el("details", {}, el("summary", {}, title, count), body);
    details.addEventListener("toggle", () => {
      if (details.open && !body.firstChild) body.append(...parameters.map((name) => this.row(name)));
    });
    this.counts.push({ parameters, count });
    return details;
  }

  search(text) {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    this.found.hidden = words.length === 0;
    this.rest.hidden = words.length > 0;
    this.forget(this.found);
    this.found.replaceChildren();
    if (!words.length) return;
    const hits = Object.entries(this.catalogue.parameters).filter(([name, { meaning }]) => {
      const where = `${name} ${nameWords(name)} ${meaning}`.toLowerCase();
      return words.every((word) => where.includes(word));
    });
    const told = hits.length > FOUND_AT_MOST ? `${hits.length} found, ${FOUND_AT_MOST} shown` : `${hits.length} found`;
    this.found.append(el("p", { class: "remark", role: "status" }, told));
    for (const [name] of hits.slice(0, FOUND_AT_MOST)) this.found.append(this.row(name));
  }

  row(name) {
    const change = (value, event) => {
      const { store } = this;
      const cell = withHandSetting(editedCell(store.view), name, value, this.catalogue);
      store.change(withCell(store.view, cell), value === null ? "" : `set ${name} ${store.view.edited}`, event.timeStamp);
    };
    const row = parameterRow(name, this.catalogue, change, this.notice);
    const rows = this.rows.get(name) ?? [];
    rows.push(row);
    this.rows.set(name, rows);
    this.updateRow(name);
    return row.element;
  }

  forget(box) {
    for (const [name, rows] of this.rows) {
      const kept = rows.filter((row) => !box.contains(row.element));
      if (kept.length) this.rows.set(name, kept);
      else this.rows.delete(name);
    }
  }

  update() {
    const cell = editedCell(this.store.view);
    if (cell === this.shown) return;
    const before = this.shown ?? { set: {} };
    this.shown = cell;
    for (const name of new Set([...Object.keys(before.set), ...Object.keys(cell.set)])) this.updateRow(name);
    for (const { parameters, count } of this.counts) {
      const changed = parameters.filter((name) => name in cell.set).length;
      setText(count, changed ? ` ${changed} changed` : "");
    }
  }

  updateRow(name) {
    const cell = editedCell(this.store.view);
    const declared = this.catalogue.parameters[name].value;
    const changed = Object.hasOwn(cell.set, name);
    const value = valueIn(cell, name, this.solved, this.catalogue);
    const words = changed ? `healthy ${formatNumber(declared)}` : value !== declared ? "by lesion" : "";
    for (const row of this.rows.get(name) ?? []) row.update(value, changed, words);
  }
}
