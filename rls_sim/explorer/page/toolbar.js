// Undo and redo, comparing two cells, the link to this view, and files to take along.
// @ts-check

import { healthyCell, isHealthy, withCell, editedCell } from "rls/cell";
import { copyText, el, setAttribute } from "rls/dom";

const COPIED_OF_FILE = "The link is copied. It names this file here; elsewhere open a copy of the file and add what follows the #.";

/** The buttons above the page.
 * @param {import("rls/store").Store} store @param {HTMLElement} place
 * @param {{link: () => string, notice: (line: string) => void, files: [string, string, () => any][]}} tools */
export function makeToolbar(store, place, { link, notice, files }) {
  const undo = button("Undo", "Ctrl+Z", () => store.undo());
  const redo = button("Redo", "Ctrl+Shift+Z", () => store.redo());
  const healthy = button("All healthy", "Take back every change of the cell that is edited", () => {
    if (!isHealthy(editedCell(store.view))) store.change(withCell(store.view, healthyCell()));
  });
  const share = button("Copy link", "A link that opens this view", async () => {
    const text = link();
    const copied = location.protocol === "file:" ? COPIED_OF_FILE : "The link is copied.";
    notice((await copyText(text)) ? copied : `Copy this link: ${text}`);
  });
  const downloads = files.map(([words, title, run]) => button(words, title, async () => {
    try {
      await run();
    } catch (error) {
      notice(error.message);
    }
  }));
  place.append(group("History", undo, redo, healthy), group("Share", share), group("Download", el("span", { "aria-hidden": "true" }, "Download"), ...downloads));
  const update = () => {
    // Not the attribute "disabled", which would take the focus from who has just pressed the button.
    const off = (button, yes) => setAttribute(button, "aria-disabled", yes ? "true" : null);
    off(undo, store.history.past.length === 0);
    off(redo, store.history.future.length === 0);
    off(healthy, isHealthy(editedCell(store.view)));
  };
  store.listen(update);
  update();
  document.addEventListener("keydown", (event) => onKey(event, store));
}

/** Which cell the sliders show, and what is done with the two.
 * @param {import("rls/store").Store} store @param {HTMLElement} place */
export function makeCompare(store, place) {
  const radios = Object.fromEntries(["a", "b"].map((role) => [role, el("input", { type: "radio", name: "edited", value: role,
    onchange: () => store.change({ ...store.view, edited: role }) })]));
  const choice = el("fieldset", { class: "choose-cell" }, el("legend", {}, "The sliders change cell"),
    ...["a", "b"].map((role) => el("label", {}, radios[role], ` ${role.toUpperCase()}`)));
  const compare = button("Compare", "Keep this cell as A and change a copy of it, B", () =>
    store.change({ ...store.view, b: store.view.a, edited: "b" }));
  const copy = button("Copy A to B", "B becomes the same as A", () => store.change({ ...store.view, b: store.view.a }));
  const swap = button("Swap", "A becomes B, and B becomes A", () => store.change({ ...store.view, a: store.view.b, b: store.view.a }));
  const stop = button("Only A", "Stop comparing and keep A", () => store.change({ ...store.view, b: null, edited: "a" }));
  const two = el("div", { class: "two-cells" }, choice, copy, swap, stop);
  place.append(compare, two);
  const update = () => {
    const { b, edited } = store.view;
    const lost = b === null ? two.contains(document.activeElement) : document.activeElement === compare;
    compare.hidden = b !== null;
    two.hidden = b === null;
    radios[edited].checked = true;
    // Who works by keyboard goes on from the button that took the other's place.
    if (lost) (b === null ? compare : radios[edited]).focus();
  };
  store.listen(update);
  update();
}

function onKey(event, store) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
  const typing = event.target.matches?.("input[type=search], input[type=number], textarea");
  if (typing) return;
  const key = event.key.toLowerCase();
  if (key === "z" && !event.shiftKey) store.undo();
  else if ((key === "z" && event.shiftKey) || key === "y") store.redo();
  else return;
  event.preventDefault();
}

function button(words, title, onclick) {
  return el("button", { type: "button", title, onclick }, words);
}

function group(label, ...children) {
  return el("div", { class: "group", role: "group", "aria-label": label }, ...children);
}
