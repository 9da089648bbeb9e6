import { fail, type Refusal } from "../error.js";

// Only one file is read at a time, without interruption: that is why the position is a module variable.
let file: Uint8Array;
export let at: number;

/** Starts reading a file. */
export const open = (bytes: Uint8Array) => {
  file = bytes;
  at = 0;
};

/** Refuses the file because of what was just read. */
export const refuse: (code: Refusal) => never = (code) => fail(code, `invalid policy: \`${code}\` at byte ${at}`);

/** Reads a byte. */
export const byte = () => file[at++] ?? refuse("truncated");

/** Reads an unsigned LEB number. Whether it is too long is left to the platform to check. */
export const u32 = () => {
  let value = 0;
  for (let unit = 1, next = 128; next > 127; unit *= 128) value += ((next = byte()) % 128) * unit;
  return value;
};

/** Skips a number of bytes, and returns them. */
export const pass = (bytes: number) => file.subarray(at, (at += bytes));

/** Reads a vector. */
export const each = (item: () => unknown) => {
  for (let count = u32(); count--; ) item();
};

/** Reads something that begins with its size, and must end by `limit`. */
export const sized = (limit: number, inside: (end: number) => unknown) => {
  const end = u32() + at;
  if (end > limit) refuse("truncated");
  inside(end);
  at = end;
};
