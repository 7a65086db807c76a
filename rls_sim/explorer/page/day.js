// The day: panels one below the other, one of them with a quantity of the reader's choice.
// @ts-check

import { el } from "rls/dom";
import { unitWords } from "rls/format";
import { DayPanel } from "rls/day_panel";
import { onAxis } from "rls/day_data";

const KINDS = { species: "Species", derived: "Derived quantities", flux: "Fluxes" };

export class Day {
  /** @param {any} catalogue @param {import("rls/store").Store} store @param {HTMLElement} place
   * @param {any} theme */
  constructor(catalogue, store, place, theme) {
    Object.assign(this, { catalogue, store, place, theme });
    this.healthy = { ...catalogue.healthy.courses };
    this.courses = { healthy: this.healthy, a: null, b: null };
    this.stale = { a: false, b: false };
    this.parameters = {};
    this.night = this.nightHours();
    this.compares = false;
    this.panels = catalogue.panels.map((panel) => new DayPanel(panel, this));
    this.choice = this.makeChoice();
    this.chosen = null;
    place.append(...this.panels.map((panel) => panel.element), this.choice.element);
    this.watchWidth();
  }

  /** What a reading must hold for every panel to be drawn. @param {import("rls/cell").View} view */
  quantities(view) {
    return [...new Set([...this.catalogue.panels.flatMap((panel) => panel.quantities), view.quantity])].filter(Boolean);
  }

  /** The healthy courses of quantities that no panel of the catalogue draws.
   * @param {Record<string, ArrayLike<number>>} courses */
  addHealthy(courses) {
    for (const [name, course] of Object.entries(courses)) this.healthy[name] ??= course;
  }

  /** Draw the readings of both cells; the courses of one that failed stay, grey.
   * @param {{a: any, b: any}} readings @param {import("rls/cell").View} view */
  show({ a, b }, view) {
    this.compares = b !== null;
    this.take("a", a);
    this.take("b", b);
    const mine = view.edited === "b" && b ? b : a;
    if (mine.status === "converged") this.parameters = mine.parameters;
    this.night = this.nightHours();
    if (this.chosen?.definition.quantities[0] !== view.quantity) this.choose(view.quantity);
    for (const panel of [...this.panels, this.chosen]) panel?.show(this.courses);
  }

  /** Grey what is drawn: nobody answers. */
  greyAll() {
    this.stale = { a: true, b: true };
    for (const panel of [...this.panels, this.chosen]) panel?.plot?.redraw(false);
  }

  isStale(role) {
    return this.stale[role];
  }

  /** The value of a parameter in the cell that is edited. @param {string} name */
  parameter(name) {
    return this.parameters[name] ?? this.catalogue.parameters[name].value;
  }

  take(role, reading) {
    if (reading === null) this.courses[role] = null;
    else if (reading.status === "converged") this.courses[role] = reading.courses;
    this.stale[role] = reading !== null && reading.status !== "converged";
  }

  nightHours() {
    const { begins, ends } = this.catalogue.night;
    return [onAxis(this.parameter(begins)), onAxis(this.parameter(ends))];
  }

  choose(name) {
    const { label } = this.catalogue.quantities[name];
    const definition = { title: label, quantities: [name], relative: false, threshold: null, scale: "linear", looks: [{ colour: "#0072B2" }] };
    this.chosen = new DayPanel(definition, this);
    this.chosen.element.classList.add("chosen");
    this.choice.place.replaceChildren(this.chosen.element);
    this.choice.select.value = name;
  }

  makeChoice() {
    const groups = Object.entries(KINDS).map(([kind, words]) => {
      const names = Object.entries(this.catalogue.quantities).filter(([, quantity]) => quantity.kind === kind);
      return el("optgroup", { label: words }, ...names.map(([name, quantity]) =>
        el("option", { value: name }, `${name} – ${quantity.label}${quantity.unit === "1" ? "" : ` [${unitWords(quantity.unit)}]`}`)));
    });
    const select = el("select", { id: "quantity" }, ...groups);
    const place = el("div", {});
    select.addEventListener("change", (event) =>
      this.store.change({ ...this.store.view, quantity: select.value }, "", event.timeStamp));
    const element = el("div", { class: "choice" }, el("label", { for: "quantity" }, "Any other quantity ", select), place);
    return { element, select, place };
  }

  watchWidth() {
    let width = this.place.clientWidth;
    new ResizeObserver(() => {
      if (this.place.clientWidth === width) return;
      width = this.place.clientWidth;
      this.redraw();
    }).observe(this.place);
  }

  /** Draw all panels anew, at another width or in other colours. */
  redraw() {
    for (const panel of [...this.panels, this.chosen]) panel?.remake();
  }
}
