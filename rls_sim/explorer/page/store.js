// The view that is shown, its past, and who wants to know of a change.
// @ts-check

import { History } from "rls/history";

export class Store {
  /** @param {import("rls/cell").View} first */
  constructor(first) {
    this.history = new History(first);
    this.listeners = [];
  }

  /** @returns {import("rls/cell").View} */
  get view() {
    return this.history.present;
  }

  /** Call `listener(view, before, when)` after each change. @param {Function} listener */
  listen(listener) {
    this.listeners.push(listener);
  }

  /** Show another view. @param {import("rls/cell").View} view
   * @param {string} what names the thing changed: many changes of it at once are undone at once
   * @param {number} [when] time stamp of the event behind it, ms */
  change(view, what = "", when = performance.now()) {
    const before = this.view;
    this.history.push(view, what, when);
    this.tell(before, when);
  }

  undo() {
    const before = this.view;
    if (this.history.undo()) this.tell(before, performance.now());
  }

  redo() {
    const before = this.view;
    if (this.history.redo()) this.tell(before, performance.now());
  }

  tell(before, when) {
    for (const listener of this.listeners) listener(this.view, before, when);
  }
}
