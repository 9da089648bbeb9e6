import type { Layout } from "./layout.js";
import { fail } from "../error.js";

/** How far a pointer reaches, and the most bytes that a call may pass, there and back. */
const LIMIT = 0x1000000;

/** What a policy's core module exports, by names without the contract's version. */
export type Exports = { memory: WebAssembly.Memory } & Record<string, (...args: unknown[]) => number>;

/** What values are written to. */
export interface Target {
  bytes: Uint8Array;
}

/** A live instance of a policy's core module, by its exports and its memory. */
export class Guest implements Target {
  /** The memory, which moves when the policy grows it. */
  bytes = new Uint8Array();
  /** How many bytes the call may still pass: a small memory can spell out an endless answer. */
  left = 0;

  constructor(readonly exports: Exports) {}

  /** Calls an export for a pointer to so many bytes; `left` begins again with each call of the contract's. */
  call(name: string, args: unknown[], size: number, align: number) {
    return this.claim(this.exports[name]!(...args), size, align);
  }

  /** Gives back a pointer of the policy's, once what it points to is known to be aligned, and in the memory. */
  claim(pointer: number, size: number, align: number) {
    const at = pointer >>> 0;
    // OK because a memory that grows takes the bytes of the old view away.
    if (!this.bytes.length) this.bytes = new Uint8Array(this.exports.memory.buffer);
    this.left -= size;
    if (at % align || at + size > Math.min(this.bytes.length, LIMIT) || this.left < 0)
      fail("unavailable", `the policy gave a bad pointer: ${size} bytes at ${at}`);
    return at;
  }

  /** Begins a call. */
  begin() {
    this.left = LIMIT;
  }

  /** Has the policy set bytes aside. */
  allocate(size: number, align: number) {
    return this.call("cabi_realloc", [0, 0, align, size], size, align);
  }

  /** Reads the pointer and the length of a list of such items; gives the first one's place, and the length. */
  getList(at: number, { size, align }: Layout) {
    const length = get(this.bytes, at + 4, 4);
    return [this.claim(get(this.bytes, at, 4), length * size, align), length] as const;
  }
}

/** Reads a number; one that is too large to be exact comes out too large. */
export const get = (from: Uint8Array, at: number, size: number) => {
  let value = 0;
  while (size--) value = value * 256 + from[at + size]!;
  return value;
};

/** Writes a number. */
export const put = (value: number, size: number, { bytes }: Target, at: number) => {
  // OK because a byte takes what is left of a number modulo 256.
  for (; size--; value /= 256) bytes[at++] = value;
};
