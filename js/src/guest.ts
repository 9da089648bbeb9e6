import type { Cell, Codec } from "./codec.js";
import { fail } from "./error.js";

/** The most memory that a policy may have, and the most bytes that a call may pass, there and back. */
const LIMIT = 2 ** 24;

/** A call with more parameters than these passes a pointer to them. */
const MOST_PARAMETERS = 16;

/** The exports of a policy's core module; one that passed its checks has them. */
type Exports = { memory: WebAssembly.Memory } & Record<string, (...args: unknown[]) => number>;

/** One live instance of a policy's core module, and its memory. */
export class Guest {
  readonly #exports: Exports;
  #view = new DataView(new ArrayBuffer(0));
  /** How many bytes this call may still pass: a small memory can spell out an endless answer. */
  #left = 0;

  constructor(module: WebAssembly.Module) {
    this.#exports = new WebAssembly.Instance(module).exports as Exports;
  }

  /** Calls a function of the contract. */
  call(name: string, params: Codec, cells: Cell[], answer: Codec): any {
    this.#left = LIMIT;
    const args = cells.length > MOST_PARAMETERS ? [this.place(params, [cells])] : cells.map(this.#value, this);
    const at = this.claim(this.#exports[name]!(...args), answer.size, answer.align);
    const value = answer.load(this, at);
    this.#exports[`cabi_post_${name}`]?.(at);
    return value;
  }

  /** The memory as it is now: it moves when the policy grows it. */
  get view(): DataView<ArrayBuffer> {
    const { buffer } = this.#exports.memory;
    if (buffer.byteLength > LIMIT) fail("unavailable", "the policy takes more than 16 MiB of memory");
    if (this.#view.buffer !== buffer) this.#view = new DataView(buffer);
    return this.#view;
  }

  /** A part of the memory. */
  bytes(at: number, length: number): Uint8Array {
    return new Uint8Array(this.view.buffer, this.claim(at, length, 1), length);
  }

  /** Gives back a pointer of the policy's, once what it points to is known to be aligned, and in the memory. */
  claim(pointer: number, size: number, align: number): number {
    const at = pointer >>> 0;
    this.#left -= size;
    if (at % align || at + size > this.view.byteLength || this.#left < 0)
      fail("unavailable", `the policy gave a bad pointer: ${size} bytes at ${at}`);
    return at;
  }

  /** Has the policy set memory aside. */
  allocate(size: number, align: number): number {
    return this.claim(this.#exports.cabi_realloc!(0, 0, align, size), size, align);
  }

  /** Puts values next to each other into memory of their own. */
  place(codec: Codec, values: Cell[][]): number {
    const start = this.allocate(values.length * codec.size, codec.align);
    values.forEach((cells, i) => {
      for (const cell of cells) {
        const value = this.#value(cell);
        (this.view as any)[`set${cell[1]}`](start + i * codec.size + cell[0], value, true);
      }
    });
    return start;
  }

  #value([, kind, value]: Cell): number | bigint {
    const number = typeof value === "function" ? value(this) : value;
    return kind === "BigUint64" ? BigInt(number) : number;
  }
}
