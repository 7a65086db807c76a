// What the page shows, as plain data: one or two cells, the axes of the map, and what is chosen.
// Every change makes new data, so that undo is only a list of what there was.
// @ts-check

/**
 * @typedef {{set: Record<string, number>, lesions: Record<string, number>}} Cell
 * @typedef {{name: string, low: number, high: number}} Axis
 * @typedef {{a: Cell, b: Cell|null, edited: "a"|"b", x: Axis, y: Axis, outcome: string,
 *   quantity: string}} View  `outcome` colours the map: "state" or an outcome's name
 */

export const MOST_LESIONS = 8; // of one cell; a server takes no more

/** @returns {Cell} */
export const healthyCell = () => ({ set: {}, lesions: {} });

/** The cell whose sliders are shown. @param {View} view @returns {Cell} */
export const editedCell = (view) => (view.edited === "b" && view.b ? view.b : view.a);

/** The view with the edited cell replaced. @param {View} view @param {Cell} cell @returns {View} */
export function withCell(view, cell) {
  return view.edited === "b" && view.b ? { ...view, b: cell } : { ...view, a: cell };
}

/** A cell with one parameter set; `null` takes the setting back.
 * @param {Cell} cell @param {string} name @param {number|null} value @returns {Cell} */
export function withSetting(cell, name, value) {
  return { ...cell, set: withEntry(cell.set, name, value) };
}

/** A cell with one parameter set as a hand on a slider means it: the declared value is no setting,
 * unless a lesion of the cell changes that parameter.
 * @param {Cell} cell @param {string} name @param {number|null} value @param {any} catalogue @returns {Cell} */
export function withHandSetting(cell, name, value, catalogue) {
  const broken = Object.keys(cell.lesions).some((lesion) => name in catalogue.lesions[lesion].changes);
  return withSetting(cell, name, value === catalogue.parameters[name].value && !broken ? null : value);
}

/** A cell with one lesion of a size; `null` takes the lesion away.
 * @param {Cell} cell @param {string} name @param {number|null} size @returns {Cell} */
export function withLesion(cell, name, size) {
  return { ...cell, lesions: withEntry(cell.lesions, name, size) };
}

/** @param {Cell} cell */
export const isHealthy = (cell) =>
  Object.keys(cell.set).length === 0 && Object.keys(cell.lesions).length === 0;

/** What a parameter is in a cell, as far as is known before the cell is solved: what is set, what the
 * same lesions made of it in a solved cell that does not set it, or the declared value.
 * @param {Cell} cell @param {string} name
 * @param {{cell: Cell, parameters: Record<string, number>}[]} solved @param {any} catalogue */
export function valueIn(cell, name, solved, catalogue) {
  if (Object.hasOwn(cell.set, name)) return cell.set[name];
  const same = solved.find((known) => sameLesions(known.cell, cell) && !Object.hasOwn(known.cell.set, name));
  return same?.parameters[name] ?? catalogue.parameters[name].value;
}

/** Whether two cells are the same. @param {Cell} one @param {Cell} other */
export const sameCell = (one, other) =>
  one === other || (sameLesions(one, other) && JSON.stringify(one.set) === JSON.stringify(other.set));

/** What differs from the healthy cell, in few words. @param {Cell} cell @param {any} catalogue */
export function cellWords(cell, catalogue) {
  const parts = [];
  for (const [name, size] of Object.entries(cell.lesions)) {
    parts.push(`${catalogue.lesions[name].title} (${name}:${size})`);
  }
  for (const [name, value] of Object.entries(cell.set)) parts.push(`${name} = ${value}`);
  return parts.length ? parts.join("; ") : "the healthy cell";
}

/** An axis over all of a parameter's range. @param {string} name @param {any} catalogue @returns {Axis} */
export function wholeAxis(name, catalogue) {
  const { low, high } = catalogue.parameters[name];
  return { name, low, high };
}

/** What the page opens with. @param {any} catalogue @returns {View} */
export function firstView(catalogue) {
  const names = [...catalogue.featured, ...Object.keys(catalogue.parameters)];
  const proposed = catalogue.maps[0];
  const ends = (name, values) =>
    values?.length ? { name, low: values[0], high: values[values.length - 1] } : wholeAxis(name, catalogue);
  return {
    a: healthyCell(),
    b: null,
    edited: "a",
    x: proposed ? ends(proposed.x, proposed.xvalues) : wholeAxis(names[0], catalogue),
    y: proposed ? ends(proposed.y, proposed.yvalues) : wholeAxis(names[1], catalogue),
    outcome: "state",
    quantity: firstQuantity(catalogue),
  };
}

function firstQuantity(catalogue) {
  const drawn = new Set(catalogue.panels.flatMap((panel) => panel.quantities));
  const wished = ["neuron.ferritin_iron", "vesicular_dopamine"].find((name) => catalogue.quantities[name]);
  return wished ?? Object.keys(catalogue.quantities).find((name) => !drawn.has(name)) ?? "";
}

const sameLesions = (one, other) => JSON.stringify(one.lesions) === JSON.stringify(other.lesions);

function withEntry(entries, name, value) {
  const { [name]: _, ...others } = entries;
  if (value === null) return others;
  return name in entries ? { ...entries, [name]: value } : { ...others, [name]: value };
}
