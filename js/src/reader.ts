import { fail } from "./error.js";

/** Reads a WebAssembly file from front to back. */
export class Reader {
  /** The next byte to read. */
  at = 0;

  constructor(readonly file: Uint8Array<ArrayBuffer>) {}

  /** A byte. */
  byte(): number {
    return this.file[this.at++] ?? this.damaged();
  }

  /** An unsigned LEB number. */
  u32(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const next = this.byte();
      value += (next & 127) * 2 ** shift;
      if (next < 128 && value < 2 ** 32) return value;
    }
    this.damaged();
  }

  /** Passes over any LEB number. */
  skip(): void {
    while (this.byte() > 127);
  }

  /** Reads a vector. */
  each(one: () => unknown): void {
    for (let count = this.u32(); count--; ) one();
  }

  /** Whether these bytes come next. */
  starts(...bytes: number[]): boolean {
    return bytes.every((byte, i) => byte === this.file[this.at + i]);
  }

  /** Reads the header of a module (1) or a component (13), then its sections up to `end`. */
  sections(layer: 1 | 13, end: number, section: (id: number, end: number) => unknown): void {
    if (!this.starts(0, 97, 115, 109, layer, 0, +(layer > 1), 0)) this.damaged();
    this.at += 8;
    while (this.at < end) {
      const id = this.byte();
      const next = this.u32() + this.at;
      if (next > end) this.damaged();
      section(id, next);
      this.at = next;
    }
  }

  /** Refuses the file: it ends early, or is not made as such a file is. */
  damaged(): never {
    fail("truncated", `the file is damaged or incomplete at byte ${this.at}; fetch or build it again`);
  }

  /** Refuses the file: what was just read is of a later WebAssembly than the profile's. */
  unsupported(): never {
    fail("unsupported-instruction", `byte ${this.at} is not in the portable profile; build for an older target`);
  }
}
