import { fail } from "./error.js";
import type { Reader } from "./reader.js";

/**
 * What follows each opcode: so many LEB numbers (0, 1, 2), a block's type (b), a
 * vector of labels (v) or of types (t), a type (r), a memory operand (m), a byte
 * that is 0 (z), 4 or 8 bytes (4, 8), or one more opcode (C, D). The profile has
 * no x, and no E, the atomic ones.
 */
const OPERANDS =
  "00bbb0xxxxx011v012xxxxxxxx00txxx1111111x" +
  "m".repeat(23) +
  "zz1148" +
  "0".repeat(128) +
  "x".repeat(11) +
  "r01" +
  "x".repeat(41) +
  "CDEx";

/** How many LEB numbers follow each opcode that 0xFC introduces. */
const AFTER_FC = "000000002121212111";

/**
 * Refuses a core module that imports something, or uses what the portable
 * profile does not have. Whether it is valid is left to the platform.
 */
export function checkModule({ byte, u32, skip, each, sized, until, pass, sections }: Reader, end: number): void {
  const unsupported = () => fail("unsupported-instruction", "it uses newer WebAssembly than the portable profile");
  const threads = () => fail("threads", "it uses threads");

  const type = (next = byte()) => {
    if (next > 0x7f || (next < 0x7b && next !== 0x70 && next !== 0x6f)) unsupported();
  };
  const limits = () => {
    const flags = byte();
    if (flags & 4) fail("memory64", "it has a 64-bit memory or table");
    if (flags & 2) threads();
    if (flags > 1) unsupported();
    u32();
    if (flags) u32();
  };

  const memoryOperand = () => {
    if (byte() > 31) unsupported();
    skip();
  };
  const operands: Record<string, () => unknown> = {
    0() {},
    1: skip,
    2() {
      skip();
      skip();
    },
    4: () => pass(4),
    8: () => pass(8),
    b() {
      const next = byte();
      if (next > 0x7f) skip();
      else if (next > 0x40) type(next);
    },
    v() {
      each(skip);
      skip();
    },
    t: () => each(type),
    r: () => type(),
    m: memoryOperand,
    z() {
      if (byte()) unsupported();
    },
    C() {
      operands[AFTER_FC[u32()] ?? "x"]!();
    },
    D() {
      const code = u32();
      if (code > 255) fail("relaxed-simd", "it uses relaxed SIMD");
      const isLane = code > 83 && code < 92;
      if (code < 12 || isLane || code === 92 || code === 93) memoryOperand();
      if (code === 12 || code === 13) pass(16);
      if (isLane || (code > 20 && code < 35)) pass(1);
    },
    E: threads,
    x: unsupported,
  };
  const instruction = () => {
    const code = byte();
    operands[OPERANDS[code]!]!();
    return code;
  };
  const expression = () => {
    while (instruction() !== 0x0b);
  };

  const contents: Record<number, () => unknown> = {
    // Types.
    1: () =>
      each(() => {
        if (byte() !== 0x60) unsupported();
        each(type);
        each(type);
      }),
    // Imports.
    2: () => u32() && fail("imports", "its core module imports something"),
    // Tables.
    4: () =>
      each(() => {
        type();
        limits();
      }),
    // Memories.
    5() {
      const count = u32();
      if (count > 1) unsupported();
      if (count) limits();
    },
    // Globals.
    6: () =>
      each(() => {
        type();
        byte();
        expression();
      }),
    // Elements.
    9: () =>
      each(() => {
        const form = u32();
        if (form & 2 && !(form & 1)) skip();
        if (!(form & 1)) expression();
        if (form & 3) form & 4 ? type() : byte();
        each(form & 4 ? expression : skip);
      }),
    // Code.
    10: () =>
      each(() =>
        sized(end, (_, end) => {
          each(() => {
            skip();
            type();
          });
          until(end, instruction);
        }),
      ),
  };
  sections(1, end, (id) => (id > 12 ? unsupported() : contents[id]?.()));
}
