import type { Codec } from "./codec.js";
import { fail, reject } from "./error.js";
import type { Guest } from "./guest.js";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Whole numbers from 0 to `max`. */
function whole(size: 4 | 8, max: number): Codec<number> {
  return {
    size,
    align: size,
    flat: 1,
    read(value, path) {
      if (!Number.isInteger(value) || (value as number) < 0 || (value as number) > max || Object.is(value, -0))
        reject(path, value, `a whole number from 0 to ${max}`);
      return value as number;
    },
    lower: (value) => [size === 8 ? BigInt(value) : value],
    store(value, { view }, at) {
      view.setUint32(at, value, true);
      if (size === 8) view.setUint32(at + 4, value / 2 ** 32, true);
    },
    load({ view }, at) {
      const value = view.getUint32(at, true) + (size === 8 ? view.getUint32(at + 4, true) * 2 ** 32 : 0);
      return value > max ? fail("unavailable", `the policy gave a number past ${max}`) : value;
    },
  };
}

/** A u32. */
export const u32 = whole(4, 2 ** 32 - 1);

/** A u64, as far as both sides can count exactly. */
export const u64 = whole(8, Number.MAX_SAFE_INTEGER);

/** A bool. */
export const bool: Codec<boolean> = {
  size: 1,
  align: 1,
  flat: 1,
  read: (value, path) => (typeof value === "boolean" ? value : reject(path, value, "`true` or `false`")),
  lower: (value) => [+value],
  store: (value, { view }, at) => view.setUint8(at, +value),
  load: ({ view }, at) => !!view.getUint8(at),
};

/** What a pointer and a length stand for: how they are made, and what they mean. */
export function pointed<T>(
  read: Codec<T>["read"],
  lower: (value: T, guest: Guest) => [number, number],
  load: (guest: Guest, at: number, length: number) => T,
): Codec<T> {
  return {
    size: 8,
    align: 4,
    flat: 2,
    read,
    lower,
    store(value, guest, at) {
      const [start, length] = lower(value, guest);
      guest.view.setUint32(at, start, true);
      guest.view.setUint32(at + 4, length, true);
    },
    load: (guest, at) => load(guest, guest.view.getUint32(at, true), guest.view.getUint32(at + 4, true)),
  };
}

/** A string, in UTF-8. */
export const string = pointed<string>(
  (value, path) =>
    typeof value === "string" && value.isWellFormed() ? value : reject(path, value, "a string of whole characters"),
  (value, guest) => {
    const bytes = encoder.encode(value);
    const at = guest.allocate(bytes.length, 1);
    guest.bytes(at, bytes.length).set(bytes);
    return [at, bytes.length];
  },
  (guest, at, length) => decoder.decode(guest.bytes(at, length)),
);
