import { fail, type Refusal } from "../error.js";

// One file at a time is read, in one go: that is why the place is no object's.
let file: Uint8Array;
export let at: number;

/** Begins to read a file. */
export const open = (bytes: Uint8Array) => {
  file = bytes;
  at = 0;
};

/** Refuses the file for what was just read. */
export const refuse: (code: Refusal) => never = (code) => fail(code, `no portable policy: \`${code}\` at byte ${at}`);

/** Reads a byte. */
export const byte = () => file[at++] ?? refuse("truncated");

/** Reads an unsigned LEB number; whether it is too long for one is left to the platform. */
export const u32 = () => {
  let value = 0;
  for (let unit = 1, next = 128; next > 127; unit *= 128) value += ((next = byte()) % 128) * unit;
  return value;
};

/** Passes over so many bytes, and gives them. */
export const pass = (bytes: number) => file.subarray(at, (at += bytes));

/** Reads a vector. */
export const each = (item: () => unknown) => {
  for (let count = u32(); count--; ) item();
};

/** Reads something that says its size, and lies before `limit`. */
export const sized = (limit: number, inside: (end: number) => unknown) => {
  const end = u32() + at;
  if (end > limit) refuse("truncated");
  inside(end);
  at = end;
};
