// Where readings come from: a server, or the engine that this very page carries.
// @ts-check

/** Open the source that this page was made for; see remote_source.js for what a source can do. */
export async function openSource() {
  const inPage = document.getElementById("engine") !== null;
  const { openSource: open } = await (inPage ? import("rls/local_source") : import("rls/remote_source"));
  return open();
}

/** Why a request was not answered, in words for the page. */
export class SourceError extends Error {
  /** @param {string} message @param {boolean} [passing] whether the same may be answered later */
  constructor(message, passing = false) {
    super(message);
    this.name = "SourceError";
    this.passing = passing;
  }
}
