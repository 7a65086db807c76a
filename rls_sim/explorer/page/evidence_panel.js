// The published observations and whether the cells meet them; written once, then only its words change.
// @ts-check

import { el, setAttribute, setText } from "rls/dom";
import { nameWords } from "rls/format";
import { SIGNS, intervalWords, judge, tally } from "rls/evidence";
import { sourceItem } from "rls/sources";

const FIRST_CONTRAST = "rls/control";

export class EvidencePanel {
  /** @param {any} catalogue @param {HTMLElement} place */
  constructor(catalogue, place) {
    this.catalogue = catalogue;
    this.readings = null;
    this.count = el("p", { class: "tally", role: "status" });
    this.items = new Map();
    this.list = el("ul", { class: "observations" });
    this.contrast = this.chooser("Contrast", [...this.contrasts(), ["", "All contrasts"]], FIRST_CONTRAST);
    this.verdict = this.chooser("Verdict", [["", "All verdicts"], ...Object.keys(SIGNS).map((v) => [v, `Only: ${v}`])], "");
    this.text = el("input", { type: "search", placeholder: "words", "aria-label": "Observations with the words" });
    this.text.addEventListener("input", () => this.filter());
    place.append(el("div", { class: "filters" }, this.contrast, this.verdict, this.text), this.count,
      el("div", { class: "scroll tall", tabindex: "0", role: "region", "aria-label": "Observations" }, this.list));
    this.filter();
  }

  /** @param {{a: any, b: any}} readings */
  show(readings) {
    this.readings = readings;
    for (const item of this.items.values()) this.judge(item);
    this.finish();
  }

  contrasts() {
    const words = this.catalogue.contrasts ?? {};
    const used = new Set(this.catalogue.observations.map((o) => o.contrast));
    return [...used].map((key) => [key, words[key] ?? key]);
  }

  chooser(label, options, chosen) {
    const select = el("select", { "aria-label": label }, ...options.map(([value, words]) => el("option", { value }, words)));
    select.value = chosen;
    select.addEventListener("change", () => this.filter());
    return select;
  }

  filter() {
    const words = this.text.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = this.catalogue.observations.filter((o) => {
      if (this.contrast.value && o.contrast !== this.contrast.value) return false;
      const { label = "" } = this.catalogue.outcomes[o.outcome] ?? {};
      const { title = "" } = this.catalogue.sources[o.source] ?? {};
      const text = `${o.id} ${o.what} ${o.method} ${o.species} ${o.note} ${label} ${title}`.toLowerCase();
      return words.every((word) => text.includes(word));
    });
    this.items = new Map(wanted.map((o) => [o.id, this.items.get(o.id) ?? this.item(o)]));
    this.list.replaceChildren(...[...this.items.values()].map((item) => item.element));
    for (const item of this.items.values()) this.judge(item);
    this.finish();
  }

  item(observation) {
    const { id, what, published, outcome, conflicts_with: conflicts } = observation;
    const label = this.catalogue.outcomes[outcome]?.label ?? "nothing in the model";
    const marks = { a: this.mark(), b: this.mark() };
    const details = el("details", {}, el("summary", {}, "Source and doubts"));
    details.addEventListener("toggle", () => {
      if (details.childElementCount === 1) details.append(this.about(observation));
    });
    const element = el("li", { "data-id": id },
      el("div", { class: "marks" }, marks.a.element, marks.b.element),
      el("div", {},
        el("p", {}, el("b", {}, what), conflicts.length ? el("span", { class: "contradicted" }, " ⚡ contradicted") : null),
        el("p", { class: "remark" }, `Published: ${published}${intervalWords(observation)}. ${label}: `, marks.a.number, marks.b.number),
        details));
    return { observation, element, marks };
  }

  mark() {
    return { element: el("span", { class: "mark" }), number: el("span", { class: "number" }) };
  }

  judge({ observation, element, marks }) {
    if (!this.readings) return;
    const healthy = this.catalogue.healthy.outcomes;
    const verdicts = [];
    for (const role of ["a", "b"]) {
      const { element: mark, number } = marks[role];
      const reading = this.readings[role];
      const who = this.readings.b === null ? "" : `${role.toUpperCase()} `;
      if (mark.hidden !== (reading === null)) mark.hidden = number.hidden = reading === null;
      if (reading === null) continue;
      const judged = judge(observation, reading.status === "converged" ? reading.outcomes : null, healthy, this.catalogue.contrasts);
      verdicts.push(judged);
      setText(mark, `${who}${SIGNS[judged.verdict]} ${judged.verdict}`);
      setAttribute(mark, "data-verdict", judged.verdict);
      setText(number, `${role === "b" ? "; " : ""}${who}${judged.words}`);
    }
    const wanted = this.verdict.value;
    const hidden = wanted !== "" && !verdicts.some(({ verdict }) => verdict === wanted);
    if (element.hidden !== hidden) element.hidden = hidden;
    this.judged.set(observation.id, verdicts);
  }

  finish() {
    if (!this.readings) return;
    const lines = [];
    for (const [i, role] of ["A", "B"].entries()) {
      if (i === 1 && this.readings.b === null) continue;
      const counts = tally([...this.items.keys()].map((id) => this.judged.get(id)[i]).filter(Boolean));
      lines.push(`${this.readings.b === null ? "" : `${role}: `}${counts.met} met, ${counts["not met"]} not met, ${counts["cannot be said"]} cannot be said`);
    }
    setText(this.count, `${lines.join("; ")}, of ${this.items.size}.`);
  }

  judged = new Map();

  about(observation) {
    const { outcome, source, method, species, where, use, note, doubt, contrast, conflicts_with: conflicts } = observation;
    const words = this.catalogue.contrasts?.[contrast] ?? contrast;
    const list = el("dl", {},
      el("dt", {}, "Contrast"), el("dd", {}, words),
      el("dt", {}, "How"), el("dd", {}, [method, where, species].filter(Boolean).join(", ")),
      el("dt", {}, "Source"), el("dd", {}, sourceItem(source, this.catalogue)),
      el("dt", {}, "Used"), el("dd", {}, use.replaceAll("_", " ")),
      el("dt", {}, "Outcome"), el("dd", {}, outcome ? el("code", {}, outcome) : "nothing in the model"));
    if (note) list.append(el("dt", {}, "Note"), el("dd", {}, note));
    if (doubt) list.append(el("dt", {}, "Doubt"), el("dd", {}, doubt));
    if (conflicts.length) list.append(el("dt", {}, "Contradicted by"), el("dd", {}, conflicts.map(nameWords).join("; ")));
    return list;
  }
}
