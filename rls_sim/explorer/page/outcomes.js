// The outcomes of the cells beside those of the healthy one.
// @ts-check

import { el, setText } from "rls/dom";
import { clockWords, formatNumber, isClock, ratioWords, unitWords } from "rls/format";

export class Outcomes {
  /** @param {any} catalogue @param {HTMLElement} place */
  constructor(catalogue, place) {
    this.catalogue = catalogue;
    this.readings = null;
    this.rows = [];
    const others = Object.keys(catalogue.outcomes).filter((name) => !catalogue.printed.includes(name));
    this.first = this.table(catalogue.printed, "Key outcomes");
    this.more = el("details", {}, el("summary", {}, `All ${Object.keys(catalogue.outcomes).length} outcomes`));
    this.more.addEventListener("toggle", () => {
      if (this.more.querySelector("table")) return;
      this.more.append(this.table(others, "Other outcomes"));
      this.write();
    });
    place.append(this.first, this.more);
  }

  /** @param {{a: any, b: any}} readings */
  show(readings) {
    this.readings = readings;
    this.write();
  }

  table(names, caption) {
    const heads = ["Outcome", "Healthy", "A", "A / healthy", "B", "B / healthy"].map((text, i) =>
      el("th", { scope: "col", class: i > 3 ? "only-b" : null }, text));
    const body = el("tbody", {});
    for (const name of names) {
      const outcome = this.catalogue.outcomes[name];
      if (!outcome) continue;
      const cells = Array.from({ length: 5 }, (_, i) => el("td", { class: i > 2 ? "only-b" : null }));
      const unit = isClock(outcome) ? "" : unitWords(outcome.unit);
      body.append(el("tr", {}, el("th", { scope: "row", title: `${outcome.doc} (${name})` }, outcome.label, unit ? el("span", { class: "unit" }, ` ${unit}`) : null), ...cells));
      this.rows.push({ name, outcome, cells });
    }
    return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
      el("table", { class: "numbers outcomes" }, el("thead", {}, el("tr", {}, ...heads)), body));
  }

  write() {
    if (!this.readings) return;
    const { a, b } = this.readings;
    const healthy = this.catalogue.healthy.outcomes;
    for (const { name, outcome, cells } of this.rows) {
      const clock = isClock(outcome);
      const words = (value) => (clock && Number.isFinite(value) ? clockWords(value) : formatNumber(value));
      const [mine, other] = [a.outcomes[name], b?.outcomes[name]];
      setText(cells[0], words(healthy[name]));
      setText(cells[1], words(mine));
      setText(cells[2], clock ? hoursLater(mine, healthy[name]) : ratioWords(mine, healthy[name]));
      setText(cells[3], b ? words(other) : "");
      setText(cells[4], b ? (clock ? hoursLater(other, healthy[name]) : ratioWords(other, healthy[name])) : "");
    }
  }
}

function hoursLater(hour, healthy) {
  if (!Number.isFinite(hour) || !Number.isFinite(healthy)) return "–";
  const later = ((((hour - healthy + 12) % 24) + 24) % 24) - 12;
  return `${later < 0 ? "−" : "+"}${formatNumber(Math.abs(later), 2)} h`;
}
