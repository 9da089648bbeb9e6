import type { Codec } from "./codec.js";
import { fail, reject } from "../error.js";
import { get, put, type Target } from "./memory.js";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Returns the codec of whole numbers from 0 to `max`. */
const whole = (size: number, max: number): Codec => ({
  size,
  align: size,
  read: (value, path) =>
    // OK because 1 / -0 is below 0.
    Number.isInteger(value) && 1 / value > 0 && value <= max ? value : reject(path, value, `a whole number up to ${max}`),
  store(value, to, at) {
    put(value, size, to, at);
  },
  load({ bytes }, at) {
    const value = get(bytes, at, size);
    return value > max ? fail("unavailable", `the policy gave ${value}`) : value;
  },
});

/** The codec of a u32. */
export const u32 = whole(4, 0xffffffff);

/** The codec of a u64, limited to the numbers that JavaScript represents exactly. */
export const u64 = whole(8, Number.MAX_SAFE_INTEGER);

const isAscii = /^[\0-\x7f]{0,32}$/;

const byte = whole(1, 255);

/** The codec of a bool. */
export const bool: Codec = {
  ...byte,
  read: (value, path) => (typeof value === "boolean" ? value : reject(path, value, "true or false")),
  load: ({ bytes }, at) => get(bytes, at, 1) > 0,
};

/** Writes the pointer and the length of a list. */
export const putList = (start: number, length: number, to: Target, at: number) => {
  put(start, 4, to, at);
  put(length, 4, to, at + 4);
};

/** The codec of a string, in UTF-8. */
export const string: Codec = {
  size: 8,
  align: 4,
  read: (value, path) =>
    typeof value === "string" && value.isWellFormed() ? value : reject(path, value, "well-formed text"),
  store(value, to, at, guest) {
    // Most text is short and ASCII, which is faster to copy by hand than by an encoder.
    const text = isAscii.test(value) ? value : encoder.encode(value);
    const start = guest.allocate(text.length, 1);
    if (text === value) for (let i = 0; i < value.length; i++) guest.bytes[start + i] = value.charCodeAt(i);
    else guest.bytes.set(text, start);
    putList(start, text.length, to, at);
  },
  load(guest, at) {
    const [start, length] = guest.getList(at, byte);
    const end = start + length;
    let text = "";
    if (length < 32) {
      for (let i = start; i < end && guest.bytes[i]! < 128; i++) text += String.fromCharCode(guest.bytes[i]!);
      if (text.length === length) return text;
    }
    return decoder.decode(guest.bytes.subarray(start, end));
  },
};
