import type { Layout } from "./codec.js";
import { fail } from "./error.js";

/** How far a pointer reaches, and the most bytes that a call may pass, there and back. */
const LIMIT = 0x1000000;

/** What a policy's core module exports, by names without the contract's version. */
export type Guest = { memory: WebAssembly.Memory } & Record<string, (...args: unknown[]) => number>;

// One call at a time is made, in one go: that is why its memory is no object's.
let guest: Guest | undefined;
/** How many bytes may still be passed: a small memory can spell out an endless answer. */
let left: number;
/** The memory, which moves when the policy grows it. */
export let bytes: Uint8Array;

/** Begins a call, or, without a guest, a rehearsal: nothing is passed on. */
export const enter = (of?: Guest) => {
  guest = of;
  left = LIMIT;
};

/** Gives back a pointer of the policy's, once what it points to is known to be aligned, and in the memory. */
export const claim = (pointer: number, size: number, align: number) => {
  const at = pointer >>> 0;
  bytes = new Uint8Array(guest!.memory.buffer);
  left -= size;
  if (at % align || at + size > Math.min(bytes.length, LIMIT) || left < 0)
    fail("unavailable", `the policy gave a bad pointer: ${size} bytes at ${at}`);
  return at;
};

/** Reads a number; one that is too large to be exact comes out too large. */
export const get = (at: number, size: number, from = bytes) => {
  let value = 0;
  while (size--) value = value * 256 + from[at + size]!;
  return value;
};

/** Writes a number. */
export const put = (value: number, size: number, to: Uint8Array, at: number) => {
  // OK because a byte takes what is left of a number modulo 256.
  for (; size--; value /= 256) to[at++] = value;
};

/** Reads the pointer and the length of a list of such items; gives the first one's place, and the length. */
export const getList = (at: number, { size, align }: Layout) => {
  const length = get(at + 4, 4);
  return [claim(get(at, 4), length * size, align), length] as const;
};

/** Writes the pointer and the length of a list, whose bytes go where the policy says. */
export const putList = (from: Uint8Array, align: number, length: number, to: Uint8Array, at: number) => {
  put(place(from, align), 4, to, at);
  put(length, 4, to, at + 4);
};

/** Writes bytes where the policy says. */
export const place = (from: Uint8Array, align: number) => {
  if (!guest) return 0;
  const at = claim(guest.cabi_realloc!(0, 0, align, from.length), from.length, align);
  bytes.set(from, at);
  return at;
};
