import type { Cell, Codec } from "./codec.js";
import { fail } from "./error.js";

/** The most memory that a policy may have, and the most that a call may pass: the Rust host's number. */
const LIMIT = 2 ** 24;

/** A call with more parameters than these passes a pointer to them. */
const MOST_PARAMETERS = 16;

/** The exports of a policy's core module, by name; a policy that passed its checks has them. */
type Exports = { memory: WebAssembly.Memory } & Record<string, (...args: unknown[]) => number>;

/** One live instance of a policy's core module, and its memory. */
export class Guest {
  readonly #exports: Exports;
  /** How many bytes this call may still pass: a small memory can spell out an endless answer. */
  #left = 0;
  /** The memory, until it grows. */
  view = new DataView(new ArrayBuffer(0));

  constructor(module: WebAssembly.Module) {
    this.#exports = new WebAssembly.Instance(module).exports as Exports;
  }

  /** Calls an export of the core module with what `cells` hold. */
  call(name: string, cells: Cell[], size: number, align: number, answer: Codec): unknown {
    this.#left = LIMIT;
    const value = (cell: Cell) => cell
    const at = this.#exports[name]!(...args);
  }
}
