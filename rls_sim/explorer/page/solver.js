// Keeps the readings of the shown cells up to date: one request on its way, the newest waiting.
// @ts-check

import { healthyCell } from "rls/cell";
import { Newest } from "rls/queue";

const REMEMBERED = 60; // readings; undo is then at once
const TOO_LONG = "timeout"; // the status of a cell that was not searched to the end

export class Solver {
  /** @param {any} source
   * @param {(answer: {view: import("rls/cell").View, a: any, b: any, healthy: any, when: number}) => void} show
   * called when all are there, with the view that was asked for: another may be shown by then
   * @param {(error: Error) => void} fail called when the source does not answer */
  constructor(source, show, fail) {
    this.source = source;
    this.show = show;
    this.fail = fail;
    this.known = new Map();
    this.newest = new Newest((job) => this.run(job));
  }

  /** Ask for the readings of a view. @param {import("rls/cell").View} view
   * @param {string[]} courses quantities to draw @param {string[]} lacking those of which the healthy
   * course is wanted too @param {number} when event time stamp, ms */
  ask(view, courses, lacking, when) {
    return this.newest.ask({ view, courses, lacking, when });
  }

  /** One reading, from memory if it is there. @param {import("rls/cell").Cell} cell
   * @param {string[]} courses @returns {Promise<any>} */
  async reading(cell, courses) {
    const request = { set: cell.set, lesions: cell.lesions, courses };
    const key = JSON.stringify(request);
    const known = this.known.get(key);
    if (known) return known;
    const reading = await this.source.solve(request);
    if (reading.status === TOO_LONG) return reading; // a server with more time may find it yet
    this.known.set(key, reading);
    if (this.known.size > REMEMBERED) this.known.delete(this.known.keys().next().value);
    return reading;
  }

  async run({ view, courses, lacking, when }) {
    try {
      const a = await this.reading(view.a, courses);
      const b = view.b ? await this.reading(view.b, courses) : null;
      const healthy = lacking.length ? await this.reading(healthyCell(), lacking) : null;
      this.show({ view, a, b, healthy, when });
    } catch (error) {
      this.fail(error);
    }
  }
}
