import { fail } from "./error.js";
import type { Reader } from "./reader.js";

/**
 * What follows each opcode: so many LEB numbers (0, 1, 2), a block's type (b), a
 * vector of labels (v) or of types (t), a reference type (r), a memory operand
 * (m), a byte that is 0 (z), 4 or 8 bytes (f, d), another opcode (C, D). The
 * profile has no x, and no E, the atomic ones.
 */
const OPERANDS =
  "00bbb0xxxxx011v012xxxxxxxx00txxx1111111x" +
  "m".repeat(23) +
  "zz11fd" +
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
export function checkModule(reader: Reader, end: number): void {
  const byte = () => reader.byte();
  const u32 = () => reader.u32();
  const skip = () => reader.skip();
  const each = (one: () => unknown) => reader.each(one);
  const unsupported = () => reader.unsupported();
  const threads = () => fail("threads", "the policy uses threads; build it without");

  const referenceType = (type = byte()) => {
    if (type !== 0x70 && type !== 0x6f) unsupported();
  };
  const valueType = () => {
    const type = byte();
    if (type < 0x7b || type > 0x7f) referenceType(type);
  };
  const limits = () => {
    const flags = byte();
    if (flags & 4) fail("memory64", "the policy has a 64-bit memory or table; build it for 32 bits");
    if (flags & 2) threads();
    if (flags > 1) unsupported();
    u32();
    if (flags) u32();
  };

  const memoryOperand = () => {
    if (byte() > 31) unsupported();
    u32();
  };
  const simd = () => {
    const code = u32();
    if (code > 255) fail("relaxed-simd", "the policy uses relaxed SIMD; build it without");
    if (code < 12 || (code > 83 && code < 94)) memoryOperand();
    if (code === 12 || code === 13) reader.at += 16;
    if ((code > 20 && code < 35) || (code > 83 && code < 92)) reader.at++;
  };
  const operands: Record<string, () => unknown> = {
    0() {},
    1: skip,
    2() {
      skip();
      skip();
    },
    b() {
      // A byte from 64 to 127 is a type's own; any other begins the number of one.
      const next = byte();
      reader.at--;
      if (next > 64 && next < 128) valueType();
      else skip();
    },
    v() {
      each(skip);
      skip();
    },
    t: () => each(valueType),
    r: () => referenceType(),
    m: memoryOperand,
    z() {
      if (byte()) unsupported();
    },
    f: () => (reader.at += 4),
    d: () => (reader.at += 8),
    C() {
      for (let count = +(AFTER_FC[u32()] ?? unsupported()); count--; ) skip();
    },
    D: simd,
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

  const elements = () => {
    const form = u32();
    if (!(form & 1)) {
      if (form & 2) u32();
      expression();
    }
    if (form & 4) {
      if (form & 3) referenceType();
      each(expression);
    } else {
      if (form & 3) byte();
      each(u32);
    }
  };
  const sections: Record<number, () => unknown> = {
    1: () =>
      each(() => {
        if (byte() !== 0x60) unsupported();
        each(valueType);
        each(valueType);
      }),
    2: () => u32() && fail("imports", "the core module imports something; a policy imports nothing"),
    4: () =>
      each(() => {
        referenceType();
        limits();
      }),
    5() {
      const count = u32();
      if (count > 1) unsupported();
      if (count) limits();
    },
    6: () =>
      each(() => {
        valueType();
        byte();
        expression();
      }),
    9: () => each(elements),
    10: () =>
      each(() => {
        const end = u32() + reader.at;
        each(() => {
          u32();
          valueType();
        });
        while (reader.at < end) instruction();
      }),
  };
  reader.sections(1, end, (id) => (id > 12 ? unsupported() : sections[id]?.()));
}
