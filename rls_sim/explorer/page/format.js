// Numbers, units and clock times as words. Nothing here touches the document.
// @ts-check

/** A number to `digits` figures, as short as it goes; a dash where there is none.
 * @param {number|null|undefined} value @param {number} [digits] */
export function formatNumber(value, digits = 3) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) return shortPower(value, digits);
  const text = value.toPrecision(digits);
  return text.includes("e") ? String(Number(text)) : trimZeros(text);
}

/** A number in full, as a file or a command line takes it back. @param {number} value */
export function exactNumber(value) {
  return String(value);
}

/** A unit as printed: "umol/L" as µmol/L, and nothing for a pure number. @param {string} unit */
export function unitWords(unit) {
  if (unit === "1" || unit === "") return "";
  return unit
    .split("/")
    .map((part) => (["umol", "uM", "ug", "uL"].includes(part) ? `µ${part.slice(1)}` : part))
    .join("/");
}

/** An hour as the clock shows it: 30 is 06:00. @param {number} hours */
export function clockWords(hours) {
  const minutes = ((Math.round(hours * 60) % 1440) + 1440) % 1440;
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}

/** Whether an outcome is a time of day, not a duration. @param {{unit: string, label: string}} outcome */
export function isClock(outcome) {
  return outcome.unit === "h" && /^(Hour of |Onset )/.test(outcome.label);
}

/** Factor and unit in which values read as plain numbers: 0.003 umol/L as 3 nmol/L.
 * @param {string} unit @param {number} largest @returns {[number, string]} */
export function readableScale(unit, largest) {
  const small = largest !== 0 && Math.abs(largest) < 0.1;
  return small && /^u(mol|M)/.test(unit) ? [1000, `n${unit.slice(1)}`] : [1, unit];
}

/** The words with a capital at the start. @param {string} words */
export function sentence(words) {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A parameter's or quantity's name in words, without its place. @param {string} name */
export function nameWords(name) {
  return sentence(name.slice(name.lastIndexOf(".") + 1).replaceAll("_", " "));
}

/** What share `a` is of `b`, for a table; a dash where it says nothing.
 * @param {number|null|undefined} a @param {number|null|undefined} b */
export function ratioWords(a, b) {
  if (a === null || a === undefined || !b || !Number.isFinite(a / b)) return "–";
  return `${formatNumber(a / b)}×`;
}

function shortPower(value, digits) {
  const [mantissa, power] = value.toExponential(digits - 1).split("e");
  return `${trimZeros(mantissa)}e${Number(power)}`;
}

function trimZeros(text) {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}
