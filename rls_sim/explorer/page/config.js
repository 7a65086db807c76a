// A view as files and commands: what reproduces it outside the page.
// @ts-check

import { exactNumber } from "rls/format";
import { cellWords } from "rls/cell";

const STEPS = 31;

/** The command that solves one cell's day. @param {import("rls/cell").Cell} cell */
export function cycleCommand(cell) {
  const words = ["rls-sim cycle"];
  for (const [name, size] of Object.entries(cell.lesions)) words.push(`--lesion ${name}:${exactNumber(size)}`);
  for (const [name, value] of Object.entries(cell.set)) words.push(`-s ${name}=${exactNumber(value)}`);
  return words.join(" ");
}

/** The commands that repeat a view: the day of each cell, and the map.
 * @param {import("rls/cell").View} view @param {string} file @returns {string[]} */
export function commandsOf(view, file) {
  const cells = view.b ? [view.a, view.b] : [view.a];
  return [...cells.map(cycleCommand), `rls-sim sweep ${file} -o out/${file.replace(/\.toml$/, "")}`];
}

/** The view as a configuration of a sweep: the cell being edited, over the axes of the map.
 * @param {import("rls/cell").View} view @param {import("rls/cell").Cell} cell @param {any} catalogue
 * @param {string} file */
export function tomlOf(view, cell, catalogue, file) {
  const varied = new Set([view.x.name, view.y.name]);
  const fixed = Object.entries(cell.set).filter(([name]) => !varied.has(name));
  const here = Object.entries(cell.set).filter(([name]) => varied.has(name));
  const lines = [
    `# A view of the explorer of rls_sim ${catalogue.version}, model ${catalogue.model_hash}.`,
    ...commandsOf(view, file).map((command) => `# ${command}`),
    ...here.map(([name, value]) => `# The view stands at ${name} = ${exactNumber(value)}.`),
    `title = ${quoted(`Around ${cellWords(cell, catalogue)}`)}`,
  ];
  const lesions = Object.entries(cell.lesions).map(([name, size]) => quoted(`${name}:${exactNumber(size)}`));
  if (lesions.length) lines.push(`lesion = [${lesions.join(", ")}]`);
  if (fixed.length) lines.push("", "[set]", ...fixed.map(([name, value]) => `${quoted(name)} = ${exactNumber(value)}`));
  lines.push("", "[vary]", axisLine(view.x, catalogue), axisLine(view.y, catalogue), "", "[output]");
  const outcomes = view.outcome === "state" ? ["state"] : ["state", view.outcome];
  lines.push(`outcomes = [${outcomes.map(quoted).join(", ")}]`);
  return `${lines.join("\n")}\n`;
}

function axisLine(axis, catalogue) {
  const { log, unit } = catalogue.parameters[axis.name];
  const kind = log && axis.low > 0 ? "log" : "lin";
  const spacing = `${kind}:${exactNumber(axis.low)}:${exactNumber(axis.high)}:${STEPS}`;
  return `${quoted(axis.name)} = ${quoted(spacing)}${unit === "1" ? "" : ` # ${unit}`}`;
}

function quoted(text) {
  return JSON.stringify(text); // a basic string of TOML escapes as JSON does
}
