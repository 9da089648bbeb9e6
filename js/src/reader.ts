import { fail } from "./error.js";

/** Reads a WebAssembly file from front to back. */
export type Reader = ReturnType<typeof readerOf>;

/** A reader that stands at the start of `file`. */
export function readerOf(file: Uint8Array) {
  let at = 0;
  /** Refuses the file: it ends early, or is not made as such a file is. */
  const damaged = () => fail("truncated", `it is damaged or incomplete at byte ${at}`);
  const byte = () => file[at++] ?? damaged();
  /** Reads an unsigned LEB number. */
  const u32 = () => {
    let value = 0;
    for (let unit = 1; unit < 2 ** 35; unit *= 128) {
      const next = byte();
      value += (next % 128) * unit;
      if (next < 128 && value < 2 ** 32) return value;
    }
    return damaged();
  };
  /** Passes over a LEB number of any kind. */
  const skip = () => {
    while (byte() > 127);
  };
  /** Reads a vector. */
  const each = (item: () => unknown) => {
    for (let count = u32(); count--; ) item();
  };
  /** Reads something that says its size, and ends before `limit`: one item after another, from `start` on. */
  const sized = (limit: number, item: (start: number, end: number) => unknown) => {
    const end = u32() + at;
    if (end > limit) damaged();
    item(at, end);
    at = end;
  };
  /** Reads up to `end`. */
  const until = (end: number, item: () => unknown) => {
    while (at < end) item();
  };
  /** Whether these bytes come next. */
  const starts = (...bytes: number[]) => bytes.every((byte, i) => byte === file[at + i]);
  /** Passes over so many bytes. */
  const pass = (bytes: number) => {
    at += bytes;
  };
  /** Reads the header of a module (1) or a component (13), then its sections. */
  const sections = (layer: 1 | 13, end: number, section: (id: number, start: number, end: number) => unknown) => {
    if (!starts(0, 97, 115, 109, layer, 0, +(layer > 1), 0)) damaged();
    pass(8);
    until(end, () => {
      const id = byte();
      sized(end, (start, end) => section(id, start, end));
    });
  };
  return { byte, u32, skip, each, sized, until, starts, pass, sections, damaged };
}
