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
 * @param {import("rls/cell").View} view @param {string} mapFile @returns {string[]} */
export function commandsOf(view, mapFile) {
  const cells = view.b ? [view.a, view.b] : [view.a];
  return [...cells.map(cycleCommand), `rls-sim sweep ${mapFile} -o out/${mapFile.replace(/\.toml$/, "")}`];
}

/** One cell as a configuration. @param {import("rls/cell").Cell} cell @param {any} catalogue @param {string} file */
export function cellToml(cell, catalogue, file) {
  const command = `rls-sim cycle ${file}`;
  return text([...head(cell, catalogue, [command, cycleCommand(cell)], ""), ...settings(cell, () => true)]);
}

/** A cell over the axes of the map, as a configuration of a sweep: what it sets along them is left out.
 * @param {import("rls/cell").View} view @param {import("rls/cell").Cell} cell @param {any} catalogue
 * @param {string} file */
export function mapToml(view, cell, catalogue, file) {
  const varied = new Set([view.x.name, view.y.name]);
  const outcomes = view.outcome === "state" ? ["state"] : ["state", view.outcome];
  return text([
    ...head(cell, catalogue, commandsOf({ ...view, a: cell, b: null }, file), "The map around: "),
    ...settings(cell, (name) => !varied.has(name)),
    ...["", "[vary]", axisLine(view.x, catalogue), axisLine(view.y, catalogue)],
    ...["", "[output]", `outcomes = [${outcomes.map(quoted).join(", ")}]`],
  ]);
}

function head(cell, catalogue, commands, before) {
  const lesions = Object.entries(cell.lesions).map(([name, size]) => quoted(`${name}:${exactNumber(size)}`));
  return [
    `# From the explorer of rls_sim ${catalogue.version}, model ${catalogue.model_hash}.`,
    ...commands.map((command) => `# ${command}`),
    `title = ${quoted(before + cellWords(cell, catalogue))}`,
    ...(lesions.length ? [`lesion = [${lesions.join(", ")}]`] : []),
  ];
}

function settings(cell, wanted) {
  const lines = Object.entries(cell.set).filter(([name]) => wanted(name)).map(([name, value]) => `${quoted(name)} = ${exactNumber(value)}`);
  return lines.length ? ["", "[set]", ...lines] : [];
}

function text(lines) {
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
