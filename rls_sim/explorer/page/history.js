// Undo and redo, as a list of views. Changes of one thing in quick succession are one step.
// @ts-check

const ONE_STEP = 900; // ms; a key held down, or a slider dragged, is one change
const KEPT = 500;

export class History {
  /** @param {any} first the view the page opens with */
  constructor(first) {
    this.past = [];
    this.present = first;
    this.future = [];
    this.what = "";
    this.when = -Infinity;
  }

  /** Move to a new view. @param {any} view @param {string} what names the thing changed
   * @param {number} now ms */
  push(view, what, now) {
    const goesOn = what !== "" && what === this.what && now - this.when < ONE_STEP;
    if (!goesOn) this.past.push(this.present);
    if (this.past.length > KEPT) this.past.shift();
    this.present = view;
    this.future = [];
    this.what = what;
    this.when = now;
  }

  /** Go one step back; false where there is none. */
  undo() {
    if (!this.past.length) return false;
    this.future.push(this.present);
    this.present = this.past.pop();
    this.what = "";
    return true;
  }

  /** Take one step back again; false where none was taken. */
  redo() {
    if (!this.future.length) return false;
    this.past.push(this.present);
    this.present = this.future.pop();
    this.what = "";
    return true;
  }
}
