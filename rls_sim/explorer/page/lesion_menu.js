// The menu of lesions, and a slider for the size of each that is chosen.
// @ts-check

import { MOST_LESIONS, editedCell, withCell, withLesion } from "rls/cell";
import { el, setAttribute, setText } from "rls/dom";
import { formatNumber } from "rls/format";
import { sliderRow } from "rls/parameter_row";
import { sourceItem } from "rls/sources";

export class LesionMenu {
  /** @param {any} catalogue @param {import("rls/store").Store} store
   * @param {HTMLElement} place @param {(line: string) => void} notice */
  constructor(catalogue, store, place, notice) {
    Object.assign(this, { catalogue, store, notice });
    this.rows = new Map();
    this.list = el("div", {});
    this.select = el("select", { id: "lesion", "aria-label": "Lesion to add" },
      el("option", { value: "" }, "Choose a lesion …"), ...this.groups());
    // A button, because arrow keys on a closed menu choose at every press.
    this.button = el("button", { type: "button", onclick: (event) => this.add(event) }, "Add");
    this.full = el("p", { class: "remark", id: "lesions-full", role: "status" });
    place.append(el("div", { class: "add-lesion" }, this.select, this.button), this.full, this.list);
    store.listen(() => this.update());
    this.update();
  }

  groups() {
    const titles = Object.fromEntries(this.catalogue.processes.map(({ name, title }) => [name, title]));
    const groups = new Map();
    for (const [name, lesion] of Object.entries(this.catalogue.lesions)) {
      const title = titles[lesion.process] ?? "Other";
      if (!groups.has(title)) groups.set(title, el("optgroup", { label: title }));
      groups.get(title).append(el("option", { value: name }, lesion.title));
    }
    return groups.values();
  }

  add(event) {
    const name = this.select.value;
    this.select.value = "";
    if (!name) return;
    this.set(name, this.catalogue.lesions[name].size.default, event, "");
    this.rows.get(name)?.slider.focus();
  }

  set(name, size, event, what) {
    const { store } = this;
    const cell = withLesion(editedCell(store.view), name, size);
    store.change(withCell(store.view, cell), what, event.timeStamp);
  }

  update() {
    const { lesions } = editedCell(this.store.view);
    let lost = false;
    for (const [name, row] of this.rows) {
      if (name in lesions) continue;
      lost ||= row.element.contains(document.activeElement);
      row.element.remove();
      this.rows.delete(name);
    }
    if (lost) this.select.focus(); // who works by keyboard goes on from here
    const full = Object.keys(lesions).length >= MOST_LESIONS;
    this.button.disabled = full;
    setAttribute(this.button, "aria-describedby", full ? this.full.id : null);
    setText(this.full, full ? `A cell has at most ${MOST_LESIONS} lesions; take one away to add another.` : "");
    for (const option of this.select.querySelectorAll("optgroup option")) option.disabled = option.value in lesions;
    for (const [name, size] of Object.entries(lesions)) {
      if (!this.rows.has(name)) this.rows.set(name, this.row(name));
      this.rows.get(name).update(size, true);
    }
  }

  row(name) {
    const lesion = this.catalogue.lesions[name];
    const row = sliderRow({
      label: lesion.title, place: "", kind: "lesion",
      range: { ...lesion.size, value: lesion.size.default },
      about: () => this.about(name, lesion),
      change: (size, event) => this.set(name, size, event, size === null ? "" : `lesion ${name} ${this.store.view.edited}`),
      notice: this.notice, resetWords: "Take away", resetSign: "×",
    });
    this.list.append(row.element);
    return row;
  }

  about(name, lesion) {
    const { low, high, healthy, meaning } = lesion.size;
    const changes = Object.entries(lesion.changes).map(([parameter, change]) =>
      el("dd", {}, el("code", {}, parameter), `: ${change}`));
    return el("dl", {},
      el("dt", {}, "What happens"), el("dd", {}, lesion.biology),
      el("dt", {}, "Name"), el("dd", {}, el("code", {}, name), lesion.genes.length ? ` (${lesion.genes.join(", ")})` : ""),
      el("dt", {}, "Size"), el("dd", {}, `${meaning}, from ${formatNumber(low)} to ${formatNumber(high)}` +
        (healthy === null ? "" : `; ${formatNumber(healthy)} is healthy`)),
      el("dt", {}, "It changes"), ...changes,
      el("dt", {}, "Evidence"), el("dd", {}, lesion.evidence),
      el("dt", {}, "Source"), ...lesion.sources.map((key) => el("dd", {}, sourceItem(key, this.catalogue))));
  }
}
