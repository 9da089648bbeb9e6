import type { Codec } from "./codec.js";
import { fail, reject } from "../error.js";
import { get, put } from "./memory.js";

const encoder = new TextEncoder();
const isAscii = /^[\0-\x7f]{0,31}$/;
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Returns the codec of whole numbers of `size` bytes, as far as JavaScript represents them exactly. */
const whole = (size: number, max = Math.min(256 ** size - 1, Number.MAX_SAFE_INTEGER)): Codec => ({
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
export const u32 = whole(4);

/** The codec of a u64, limited to the numbers that JavaScript represents exactly. */
export const u64 = whole(8);

/** The codec of a time in seconds. */
export const time: Codec = {
  ...u64,
  read(value, path, isStrict) {
    u64.read(value, path);
    // After the year 9999. The end of time, 2^53-1, and times close to it are valid: an endless grace period ends then.
    return isStrict && value > 253402300799 && value < 2 ** 52 ? reject(path, value, "seconds, not milliseconds") : value;
  },
};

const byte = whole(1);

/** The codec of a bool. */
export const bool: Codec = {
  ...byte,
  read: (value, path) => (typeof value === "boolean" ? value : reject(path, value, "true or false")),
  load: ({ bytes }, at) => get(bytes, at, 1) > 0,
};

/** The codec of a string, in UTF-8. */
export const string: Codec = {
  size: 8,
  align: 4,
  read: (value, path) =>
    typeof value === "string" && value.isWellFormed() ? value : reject(path, value, "Unicode text"),
  store(value, to, at, guest) {
    // ASCII is copied here, because calling the encoder costs more than a short text.
    const text = isAscii.test(value) ? value : encoder.encode(value);
    // OK because allocating may move the memory, and its bytes are looked up afterwards.
    const start = guest.putList(text.length, byte, to, at);
    if (text === value) for (let i = 0; i < value.length; i++) guest.bytes[start + i] = value.charCodeAt(i);
    else guest.bytes.set(text, start);
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
