import type { Layout } from "./layout.js";
import { fail } from "../error.js";

/** The highest address that a pointer of a policy may have, and the most bytes that a call may pass in both directions. */
export const LIMIT = 0x1000000;

/** The exports of a policy's core module, by their names without the contract's version. */
export type Exports = { memory: { readonly buffer: ArrayBuffer } } & Record<string, Export>;

/** An exported function, and the one to call when its answer was read. */
type Export = ((...args: unknown[]) => number) & { post?: (at: number) => void };

/** The destination that values are written to. */
export interface Target {
  bytes: Uint8Array;
}

/** A live instance of a policy's core module: its exports and its memory. */
export class Guest implements Target {
  /** The memory. It moves when the policy grows it. */
  bytes = new Uint8Array();
  /** How many bytes the call may still pass, because a small memory can encode an endless answer. */
  left = 0;

  constructor(
    readonly exports: Exports,
    /** The highest address that a pointer may have. */
    readonly top = LIMIT,
  ) {}

  /** Returns a pointer from the policy to `count` items, after checking that they are aligned and within the memory. */
  claim(pointer: number, count: number, { size, align }: Layout) {
    const at = pointer >>> 0;
    size *= count;
    // OK because growing a memory detaches the old view, whose length is then 0.
    if (!this.bytes.length) this.bytes = new Uint8Array(this.exports.memory.buffer);
    this.left -= size;
    if (at % align || at + size > Math.min(this.bytes.length, this.top) || this.left < 0)
      fail("unavailable", `the policy gave a bad pointer: ${size} bytes at ${at}`);
    return at;
  }

  /** Allocates memory for `count` items. */
  allocate(count: number, item: Layout) {
    return this.claim(this.exports.cabi_realloc!(0, 0, item.align, item.size * count), count, item);
  }

  /** Allocates memory for a list, writes its address and its length, and returns the address. */
  putList(length: number, item: Layout, to: Target, at: number) {
    const start = this.allocate(length, item);
    put(start, 4, to, at);
    put(length, 4, to, at + 4);
    return start;
  }

  /** Reads a list, and returns the address of the first item and the length. */
  getList(at: number, item: Layout) {
    const length = get(this.bytes, at + 4, 4);
    return [this.claim(get(this.bytes, at, 4), length, item), length] as const;
  }
}

/** Reads a number. One above 2^53-1 is rounded, but stays above 2^53-1. */
export const get = (from: Uint8Array, at: number, size: number) => {
  // Most numbers are pointers and lengths: this reads them in a third of the time.
  if (size === 4) return (from[at]! | (from[at + 1]! << 8) | (from[at + 2]! << 16) | (from[at + 3]! << 24)) >>> 0;
  let value = 0;
  while (size--) value = value * 256 + from[at + size]!;
  return value;
};

/** Writes a number. */
export const put = (value: number, size: number, { bytes }: Target, at: number) => {
  // OK because a byte stores a number modulo 256.
  for (; size--; value /= 256) bytes[at++] = value;
};
