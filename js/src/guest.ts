import { fail } from "./error.js";

/** The most memory that a policy may have, and the most that one call may pass; the Rust host's number. */
const LIMIT = 16 * 1024 * 1024;

/** The exports of a policy's core module, by name; a policy that passed its checks has them. */
type Exports = { memory: WebAssembly.Memory } & Record<string, (...args: unknown[]) => number>;

/** One live instance of a policy's core module, and its memory. */
export class Guest {
  readonly #exports: Exports;
  #view = new DataView(new ArrayBuffer(0));
  /** How many bytes this call may still pass. A small memory can spell out an endless answer. */
  #left = LIMIT;

  constructor(module: WebAssembly.Module) {
    this.#exports = new WebAssembly.Instance(module).exports as Exports;
  }

  /** The memory as it is now: it moves whenever the policy grows it. */
  get view(): DataView {
    const { buffer } = this.#exports.memory;
    if (this.#view.buffer !== buffer) {
      if (buffer.byteLength > LIMIT) fail("unavailable", "the policy takes more than 16 MiB of memory");
      this.#view = new DataView(buffer);
    }
    return this.#view;
  }

  /** A part of the memory, as bytes. */
  bytes(at: number, length: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#exports.memory.buffer, this.claim(at, length, 1), length);
  }

  /** Gives back `at`, once it is known that `size` bytes lie there, aligned, within the memory. */
  claim(at: number, size: number, align: number): number {
    this.#left -= size;
    if (at % align || at + size > this.view.byteLength || this.#left < 0)
      fail("unavailable", `the policy gave a bad pointer: ${size} bytes at ${at}`);
    return at;
  }

  /** Has the policy set memory aside for an argument. */
  allocate(size: number, align: number): number {
    return this.claim(this.#exports.cabi_realloc!(0, 0, align, size) >>> 0, size, align);
  }

  /** Calls an export that answers with a pointer, has `lift` read what is there, and gives it back. */
  call<T>(name: string, args: unknown[], lift: (at: number) => T): T {
    const at = this.#exports[name]!(...args) >>> 0;
    this.#left = LIMIT;
    const answer = lift(at);
    this.#exports[`cabi_post_${name}`]?.(at);
    return answer;
  }
}
