// One request on its way and the newest waiting: no timer, and no queue that grows.
// @ts-check

export class Newest {
  /** @param {(job: any) => Promise<void>} run */
  constructor(run) {
    this.run = run;
    this.busy = false;
    this.waiting = null;
  }

  /** Run a job now, or as soon as the present one ends; an older waiting job is dropped.
   * @param {any} job */
  async ask(job) {
    if (this.busy) {
      this.waiting = job;
      return;
    }
    this.busy = true;
    try {
      for (let next = job; next !== null; ) {
        this.waiting = null;
        await this.run(next);
        next = this.waiting;
      }
    } finally {
      this.busy = false;
    }
  }
}
