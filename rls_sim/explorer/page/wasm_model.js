// The model's kernels: a WebAssembly module that rls_sim/network/web_assembly.py wrote, and its memory.

/**
 * Open the model that a page carries.
 * @param {any} engine the document that rls_sim/explorer/engine.py writes
 */
export async function openModel(engine) {
  const memory = new WebAssembly.Memory({ initial: engine.memory_pages });
  const code = await unpacked(engine.wasm);
  const { instance } = await WebAssembly.instantiate(code, { env: { __linear_memory: memory } });
  return new WasmModel(engine, memory, instance.exports);
}

class WasmModel {
  #memory;
  #used = 1024; // bytes; nothing lies at address zero

  constructor(engine, memory, kernels) {
    this.#memory = memory;
    this.kernels = kernels;
    for (const name of ["dims", "settings", "levels", "period", "places", "parameters"]) this[name] = engine[name];
    this.readingNodes = engine.reading_nodes;
    this.factors = Float64Array.from(engine.factors);
    this.floor = Float64Array.from(engine.floor);
    this.start = Float64Array.from(engine.start);
    this.shapes = engine.shapes.map((shape) => Float64Array.from(shape));
    this.constants = this.room(4 * this.dims.constants);
  }

  /** Room for so many numbers, all zero, where kernels can reach it. */
  room(count) {
    const at = this.#used;
    this.#used += 8 * (count + (count & 1));
    // Memory that grows would take the views away that were given before.
    if (this.#used > this.#memory.buffer.byteLength) throw new Error("the page's memory for the model is too small");
    return new Float64Array(this.#memory.buffer, at, count);
  }
}

/** The bytes of a text in base64 that gzip has packed. */
async function unpacked(text) {
  const packed = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}
