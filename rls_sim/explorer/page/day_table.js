// The day as numbers: what the panels draw, every hour, for those who read rather than look.
// @ts-check

import { el } from "rls/dom";
import { clockWords, formatNumber, unitWords } from "rls/format";

export class DayTable {
  /** @param {any} catalogue @param {HTMLElement} details a closed <details> */
  constructor(catalogue, details) {
    this.catalogue = catalogue;
    this.details = details;
    this.place = el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "The day as a table" });
    details.append(this.place);
    this.courses = null;
    details.addEventListener("toggle", () => this.write());
  }

  /** @param {Record<string, Record<string, ArrayLike<number>>|null>} courses by "a" and "b" */
  show(courses) {
    this.courses = courses;
    this.write();
  }

  write() {
    if (!this.details.open || !this.courses?.a) return;
    const columns = [];
    for (const role of ["a", "b"]) {
      for (const [name, course] of Object.entries(this.courses[role] ?? {})) columns.push({ role, name, course });
    }
    const two = Boolean(this.courses.b);
    const head = columns.map(({ role, name }) => {
      const { label, unit, shown } = this.catalogue.quantities[name];
      const words = unitWords(shown ?? unit);
      return el("th", { scope: "col" }, `${two ? `${role.toUpperCase()}: ` : ""}${label}${words ? ` [${words}]` : ""}`);
    });
    const rows = [];
    for (let hour = 12; hour < 36; hour++) {
      const cells = columns.map(({ name, course }) => {
        const value = course[((hour % 24) * (course.length - 1)) / 24];
        return el("td", {}, formatNumber(value * (this.catalogue.quantities[name].factor ?? 1), 4));
      });
      rows.push(el("tr", {}, el("th", { scope: "row" }, clockWords(hour)), ...cells));
    }
    this.place.replaceChildren(el("table", { class: "numbers" },
      el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Clock"), ...head)), el("tbody", {}, ...rows)));
  }
}
