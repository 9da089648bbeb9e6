import type { Codec } from "./codec.js";
import { fail, reject } from "./error.js";
import { bytes, get, getList, put, putList } from "./memory.js";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Whole numbers from 0 to `max`. */
const whole = (size: number, max: number): Codec => ({
  size,
  align: size,
  store(value, path, to, at) {
    // OK because 1 / -0 is below 0.
    if (!Number.isInteger(value) || 1 / value < 0 || value > max) reject(path, value, `a whole number up to ${max}`);
    put(value, size, to, at);
  },
  load(at) {
    const value = get(at, size);
    return value > max ? fail("unavailable", `the policy gave ${value}`) : value;
  },
});

/** A u32. */
export const u32 = whole(4, 0xffffffff);

/** A u64, as far as both sides can count exactly. */
export const u64 = whole(8, Number.MAX_SAFE_INTEGER);

const byte = whole(1, 255);

/** A bool. */
export const bool: Codec = {
  ...byte,
  store(value, path, to, at) {
    to[at] = typeof value === "boolean" ? +value : reject(path, value, "true or false");
  },
  load: (at) => get(at, 1) > 0,
};

/** A string, in UTF-8. */
export const string: Codec = {
  size: 8,
  align: 4,
  store(value, path, to, at) {
    if (typeof value !== "string" || !value.isWellFormed()) reject(path, value, "well-formed text");
    const text = encoder.encode(value);
    putList(text, 1, text.length, to, at);
  },
  load(at) {
    const [start, length] = getList(at, byte);
    return decoder.decode(bytes.subarray(start, start + length));
  },
};
