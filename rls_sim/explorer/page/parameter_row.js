// One parameter as a slider with its number, unit, range, and where its value comes from.
// @ts-check

import { el, freshId, setAttribute, setText } from "rls/dom";
import { exactNumber, formatNumber, nameWords, unitWords } from "rls/format";
import { gridOf, nearestPosition } from "rls/grid";
import { sourceItem } from "rls/sources";

/**
 * A slider row. `change(value|null, event)` is called with a new value, or null to take it back.
 * @param {{label: string, place: string, kind: string, range: any, about: () => Node,
 *   change: (value: number|null, event: Event) => void, notice: (line: string) => void,
 *   resetWords: string, resetSign: string, hint?: string}} options
 */
export function sliderRow(options) {
  const { label, place, range, change } = options;
  const id = freshId("value");
  const grid = gridOf(range);
  const unit = unitWords(range.unit ?? "");
  const slider = el("input", { type: "range", id, min: 0, max: grid.length - 1, step: 1 });
  const number = el("input", {
    type: "number", step: "any", min: range.low, max: range.high, value: range.value,
    "aria-label": `${label}${place ? `, ${place}` : ""}, value${unit ? ` in ${unit}` : ""}`,
  });
  const remark = el("span", { class: "remark" });
  const reset = el("button", { type: "button", class: "small", title: options.resetWords,
    "aria-label": `${options.resetWords}: ${label}`, onclick: (event) => {
      slider.focus(); // the button is about to be disabled, or to go
      change(null, event);
    } }, options.resetSign);
  const row = el("div", { class: `row ${options.kind}` },
    el("div", { class: "row-head" },
      el("label", { for: id, title: options.hint ?? null }, label, place ? el("span", { class: "place" }, `, ${place}`) : null,
        unit ? el("span", { class: "unit" }, ` ${unit}`) : null),
      remark, reset, infoButton(label, options.about)),
    el("div", { class: "row-value" },
      el("span", { class: "end" }, formatNumber(range.low)), slider,
      el("span", { class: "end" }, formatNumber(range.high)), number));

  slider.addEventListener("input", (event) => change(grid[Number(slider.value)], event));
  number.addEventListener("change", (event) => {
    const value = readTyped(number.value, range, label, options.notice);
    if (value !== null) change(value, event);
    number.value = shown; // also where the value that is used was there before
  });
  let shown = "";
  /** @param {number} value @param {boolean} changed @param {string} words */
  const update = (value, changed, words = "") => {
    const text = exactNumber(Number(value.toPrecision(6)));
    setText(remark, words);
    setAttribute(row, "data-changed", changed ? "" : null);
    reset.disabled = !changed;
    if (text === shown) return;
    shown = text;
    const position = String(nearestPosition(grid, value));
    if (slider.value !== position) slider.value = position;
    if (number.value !== text) number.value = text;
    slider.setAttribute("aria-valuetext", unit ? `${text} ${unit}` : text);
  };
  return { element: row, update, slider };
}

/** The row of a parameter. @param {string} name @param {any} catalogue
 * @param {(value: number|null, event: Event) => void} change @param {(line: string) => void} notice */
export function parameterRow(name, catalogue, change, notice) {
  const parameter = catalogue.parameters[name];
  if (!(parameter.low < parameter.high)) return fixedRow(name, parameter, catalogue);
  return sliderRow({
    label: nameWords(name), place: placeWords(name), kind: "parameter", range: parameter, change, notice, hint: parameter.meaning,
    about: () => aboutParameter(name, parameter, catalogue),
    resetWords: `Back to ${formatNumber(parameter.value)}`, resetSign: "↺",
  });
}

/** Where a parameter is, as words. @param {string} name */
export function placeWords(name) {
  const dot = name.lastIndexOf(".");
  return dot < 0 ? "" : name.slice(0, dot).replaceAll("_", " ");
}

function fixedRow(name, parameter, catalogue) {
  const element = el("div", { class: "row fixed" },
    el("div", { class: "row-head" }, el("span", {}, nameWords(name)),
      el("span", { class: "remark" }, `fixed at ${formatNumber(parameter.value)} ${unitWords(parameter.unit)}`),
      infoButton(nameWords(name), () => aboutParameter(name, parameter, catalogue))));
  return { element, update: () => {}, slider: null };
}

/** A button that shows and hides what there is to know. @param {string} label @param {() => Node} about */
export function infoButton(label, about) {
  const button = el("button", { type: "button", class: "small info", "aria-expanded": "false",
    "aria-label": `About ${label}`, title: "Meaning, evidence, source" }, "i");
  let box = null;
  button.addEventListener("click", () => {
    const open = button.getAttribute("aria-expanded") !== "true";
    button.setAttribute("aria-expanded", String(open));
    if (open && !box) {
      box = el("div", { class: "about" }, about());
      button.closest(".row").append(box);
    }
    if (box) box.hidden = !open;
  });
  return button;
}

function aboutParameter(name, parameter, catalogue) {
  const unit = unitWords(parameter.unit);
  const list = el("dl", {},
    el("dt", {}, "Meaning"), el("dd", {}, parameter.meaning),
    el("dt", {}, "Name"), el("dd", {}, el("code", {}, name)),
    el("dt", {}, "Value"), el("dd", {}, `${exactNumber(parameter.value)} ${unit}, from ${formatNumber(parameter.low)} to ${formatNumber(parameter.high)}`),
    el("dt", {}, "Evidence"), el("dd", {}, parameter.evidence + (parameter.note ? `: ${parameter.note}` : "")));
  if (parameter.sources.length) {
    list.append(el("dt", {}, "Source"), ...parameter.sources.map((key) => el("dd", {}, sourceItem(key, catalogue))));
  }
  return list;
}

function readTyped(text, { low, high }, label, notice) {
  const value = text.trim() === "" ? NaN : Number(text);
  if (!Number.isFinite(value)) {
    notice(`${label}: give a number from ${low} to ${high}.`);
    return null;
  }
  if (value >= low && value <= high) return value;
  const used = value < low ? low : high;
  notice(`${label}: ${value} lies outside ${low} to ${high}; ${used} is used.`);
  return used;
}
