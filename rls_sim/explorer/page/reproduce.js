// The commands that repeat the view, and the files that can be taken along.
// @ts-check

import { editedCell } from "rls/cell";
import { cellToml, commandsOf, cycleCommand, mapToml } from "rls/config";
import { copyText, download, el } from "rls/dom";
import { exactNumber } from "rls/format";

const STEM = "explorer";
const MAP_FILE = `${STEM}_map.toml`;
const IDLE = 200; // ms, in a browser that does not tell when it is idle: Safari

const whenIdle = globalThis.requestIdleCallback ?? ((/** @type {() => void} */ run) => setTimeout(run, IDLE));

/** What can be downloaded: words, title and what is done, for the toolbar.
 * @param {any} source @param {import("rls/store").Store} store
 * @param {{readings: any, link: (view: any) => string}} shown @returns {[string, string, () => any][]} */
export function filesOf(source, store, shown) {
  const { catalogue } = source;
  return [
    ["Config", "TOML of the cell that is edited, for rls-sim cycle", () => {
      const file = `${STEM}${store.view.b ? `_${store.view.edited}` : ""}.toml`;
      download(file, cellToml(editedCell(store.view), catalogue, file), "application/toml");
    }],
    ["Map", "TOML of the map around that cell, for rls-sim sweep", () =>
      download(MAP_FILE, mapToml(store.view, editedCell(store.view), catalogue, MAP_FILE), "application/toml")],
    ["CSV", "Every species, derived quantity and flux through the day of the cell that is edited", async () =>
      download(`${STEM}.csv`, await csvOf(source, editedCell(store.view)), "text/csv")],
    ["JSON", "The readings that are shown, with what made them", () =>
      download(`${STEM}.json`, readingText(store.view, shown, catalogue), "application/json")],
  ];
}

/** The panel with the commands. @param {any} catalogue @param {import("rls/store").Store} store
 * @param {HTMLElement} place @param {(line: string) => void} notice */
export function makeReproduce(catalogue, store, place, notice) {
  const list = el("div", {});
  place.append(el("p", { class: "remark" }, "The map's command reads the file of the button Map above."), list,
    el("p", { class: "remark" }, `rls_sim ${catalogue.version}, model ${catalogue.model_hash.slice(0, 12)}.`));
  let shown = "";
  const update = () => {
    const commands = commandsOf(store.view, MAP_FILE);
    if (commands.join("\n") === shown) return;
    shown = commands.join("\n");
    list.replaceChildren(...commands.map((command) => commandLine(command, notice)));
  };
  store.listen(() => whenIdle(update)); // not before the day is drawn
  update();
}

function commandLine(command, notice) {
  const copy = el("button", { type: "button", class: "small", "aria-label": `Copy ${command}`,
    onclick: async () => notice((await copyText(command)) ? "The command is copied." : "The command could not be copied; select it.") }, "Copy");
  return el("div", { class: "command" }, el("code", {}, command), copy);
}

async function csvOf(source, cell) {
  const request = { set: cell.set, lesions: cell.lesions };
  if (source.csv) return source.csv({ ...request, courses: [] });
  const names = Object.keys(source.catalogue.quantities);
  const reading = await source.solve({ ...request, courses: names });
  if (reading.status !== "converged") throw new Error(`This cell has no day: ${reading.error}`);
  const heads = names.map((name) => `${name} [${source.catalogue.quantities[name].unit}]`);
  const count = source.catalogue.hours;
  const rows = Array.from({ length: count }, (_, i) =>
    [(i * 24) / (count - 1), ...names.map((name) => reading.courses[name][i])].map(exactNumber).join(","));
  return `${["time [h]", ...heads].join(",")}\n${rows.join("\n")}\n`;
}

function readingText(view, { readings, link }, catalogue) {
  // The cells are those of the readings; what is on its way to be solved has none yet.
  const solved = readings ? { ...view, a: readings.view.a, b: readings.view.b, quantity: readings.view.quantity } : view;
  const cells = {};
  for (const role of ["a", "b"]) {
    const reading = readings?.[role];
    if (!reading) continue;
    const courses = Object.fromEntries(Object.entries(reading.courses).map(([name, course]) => [name, Array.from(course)]));
    cells[role.toUpperCase()] = { command: cycleCommand(solved[role]), set: solved[role].set, lesions: solved[role].lesions, ...reading, courses };
  }
  const document = { schema: "rls-sim/explorer/1", rls_sim: catalogue.version, model_hash: catalogue.model_hash,
    notice: catalogue.notice, link: link(solved), hours_of_courses: "0 to 24 h in equal steps, both ends", cells };
  return `${JSON.stringify(document, null, 1)}\n`;
}
