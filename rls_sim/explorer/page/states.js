// States of a cell as words, a letter, a colour and a hatch, so that no one of them is needed alone.
// @ts-check

import { el, setText } from "rls/dom";

const LETTERS = { dying: "X", deficient: "F", night_deficient: "N", day_deficient: "D", functional: "W", overloaded: "O", failed: "?" };

/** The letter that stands for a state on the map and on its badge. @param {string} state */
export const stateLetter = (state) => LETTERS[state] ?? state.charAt(0).toUpperCase();

/** @param {string} state @param {any} catalogue */
export function stateLook(state, catalogue) {
  return catalogue.states[state] ?? { words: state.replaceAll("_", " "), colour: "#989898", ink: "black", hatch: "++" };
}

/** A small canvas with a state's colour, hatch and letter. @param {string} state @param {any} catalogue
 * @param {(context: CanvasRenderingContext2D, look: any, width: number, height: number) => void} fill */
export function stateSample(state, catalogue, fill) {
  const size = 22;
  const canvas = el("canvas", { width: size * 2, height: size * 2, class: "sample-state", "aria-hidden": "true" });
  const context = canvas.getContext("2d");
  const look = stateLook(state, catalogue);
  fill(context, look, size * 2, size * 2);
  writeLetter(context, stateLetter(state), look, size, size, 26);
  return canvas;
}

/** A letter on a plate of the state's own colour. @param {CanvasRenderingContext2D} context
 * @param {string} letter @param {any} look @param {number} x @param {number} y @param {number} size */
export function writeLetter(context, letter, look, x, y, size) {
  context.save();
  context.font = `700 ${size}px system-ui, "DejaVu Sans", sans-serif`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillStyle = look.colour;
  const wide = context.measureText(letter).width + size * 0.35;
  context.fillRect(x - wide / 2, y - size * 0.55, wide, size * 1.1);
  context.fillStyle = look.ink;
  context.fillText(letter, x, y + size * 0.04);
  context.restore();
}

/** @param {string} error why there is no day */
function failedWords(error) {
  const reason = (error || "The solver did not arrive").replace(/\.?\s*$/, ".");
  return `${reason.charAt(0).toUpperCase()}${reason.slice(1)} The last day that was solved stays, in grey.`;
}

/** The badges that say how the cells are. */
export class StateBadges {
  /** @param {any} catalogue @param {HTMLElement} place */
  constructor(catalogue, place) {
    this.catalogue = catalogue;
    this.badges = { a: this.make("A"), b: this.make("B") };
    this.badges.b.element.hidden = true;
    place.append(this.badges.a.element, this.badges.b.element);
  }

  /** @param {{a: any, b: any}} readings @param {{a: string, b: string}} words what each cell is */
  show(readings, words) {
    for (const role of ["a", "b"]) {
      const badge = this.badges[role];
      const reading = readings[role];
      badge.element.hidden = reading === null;
      setText(badge.name, readings.b === null ? "This cell" : `Cell ${role.toUpperCase()}`);
      if (reading === null) continue;
      const failed = reading.status !== "converged";
      this.paint(badge, failed ? "failed" : reading.state);
      setText(badge.what, failed ? failedWords(reading.error) : words[role]);
      badge.element.classList.toggle("failed", failed);
    }
  }

  paint(badge, state) {
    if (badge.state === state) return;
    badge.state = state;
    const look = stateLook(state, this.catalogue);
    badge.plate.style.backgroundColor = look.colour;
    badge.plate.style.color = look.ink;
    setText(badge.letter, stateLetter(state));
    setText(badge.words, look.words);
  }

  make(role) {
    const name = el("span", { class: "who" });
    const letter = el("span", { class: "letter", "aria-hidden": "true" });
    const words = el("span", {});
    const plate = el("strong", { class: "plate" }, letter, " ", words);
    const what = el("span", { class: "what" });
    return { name, letter, words, plate, what, state: "", element: el("p", { class: "badge", role: "status", id: `state-${role.toLowerCase()}` }, name, " ", plate, " ", what) };
  }
}
