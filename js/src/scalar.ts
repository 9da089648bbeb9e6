import type { Cell, Codec, Kind } from "./codec.js";
import { fail, reject } from "./error.js";
import type { Guest } from "./guest.js";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Whole numbers from 0 to `max`. */
const whole = (kind: Kind, size: number, max: number): Codec => ({
  size,
  align: size,
  read(value, path) {
    if (!Number.isInteger(value) || (value as number) < 0 || (value as number) > max || Object.is(value, -0))
      reject(path, value, `a whole number up to ${max}`);
    return [[0, kind, value as number]];
  },
  load({ view }, at) {
    const value = Number(view[`get${kind}`](at, true));
    return value > max ? fail("unavailable", `the policy gave ${value}, past ${max}`) : value;
  },
});

/** A u32. */
export const u32 = whole("Uint32", 4, 2 ** 32 - 1);

/** A u64, as far as both sides can count exactly. */
export const u64 = whole("BigUint64", 8, Number.MAX_SAFE_INTEGER);

/** A bool. */
export const bool: Codec = {
  size: 1,
  align: 1,
  read: (value, path) => [[0, "Uint8", typeof value === "boolean" ? +value : reject(path, value, "true or false")]],
  load: ({ view }, at) => !!view.getUint8(at),
};

/** What is passed as a pointer and a length. */
export const pointed = (
  read: (value: any, path: string) => [length: number, pointer: (guest: Guest) => number],
  load: (guest: Guest, at: number, length: number) => unknown,
): Codec => ({
  size: 8,
  align: 4,
  read(value, path): Cell[] {
    const [length, pointer] = read(value, path);
    return [
      [0, "Uint32", pointer],
      [4, "Uint32", length],
    ];
  },
  load: (guest, at) => load(guest, guest.view.getUint32(at, true), guest.view.getUint32(at + 4, true)),
});

/** A string, in UTF-8. */
export const string = pointed(
  (value, path) => {
    if (typeof value !== "string" || !value.isWellFormed()) reject(path, value, "well-formed text");
    const bytes = encoder.encode(value);
    return [
      bytes.length,
      (guest) => {
        const at = guest.allocate(bytes.length, 1);
        guest.bytes(at, bytes.length).set(bytes);
        return at;
      },
    ];
  },
  (guest, at, length) => decoder.decode(guest.bytes(at, length)),
);
