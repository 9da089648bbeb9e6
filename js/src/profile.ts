import { fail } from "./error.js";

const LIMIT = 4 * 1024 * 1024;

/**
 * What follows each opcode: so many LEB numbers, or a block type (b), a vector
 * of labels (v), of types (t), a reference type (r), a memory operand (m), a
 * memory's number (z), 4 or 8 bytes (f, d), another opcode (C, D, E), or
 * nothing that the profile has (x).
 */
const OPCODES =
  "00bbb0xxxxx011v012xxxxxxxx00txxx1111111x" + "m".repeat(23) + "zz11fd" + "0".repeat(128) +
  "x".repeat(11) + "r01" + "x".repeat(41) + "CDEx";

/** The numbers after each opcode that 0xFC introduces. */
const PREFIXED = "000000002121212111";

/**
 * Finds the one core module in a policy file, and refuses a file outside the
 * portable profile: what every host runs alike. Whether the module is valid is
 * left to the platform.
 */
export function coreModule(file: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  let at = 0;
  let core: Uint8Array<ArrayBuffer> | undefined;

  const truncated = () => fail("truncated", `the file is damaged or ends early, at byte ${at}`);
  const unsupported = () => fail("unsupported-instruction", `not in the portable profile, at byte ${at - 1}`);
  const byte = () => file[at++] ?? truncated();
  const skip = () => {
    while (byte() > 127);
  };
  const u32 = () => {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const next = byte();
      value += (next & 127) * 2 ** shift;
      if (next < 128 && value < 2 ** 32) return value;
    }
    return truncated();
  };
  const each = (one: () => unknown) => {
    for (let count = u32(); count--; ) one();
  };
  const sections = (end: number, section: (id: number, end: number) => void) => {
    while (at < end) {
      const id = byte();
      const next = u32() + at;
      if (next > end) truncated();
      section(id, next);
      at = next;
    }
  };

  const valueType = (type = byte()) => {
    if (type > 127 || (type < 123 && type !== 112 && type !== 111)) unsupported();
  };
  const referenceType = (type = byte()) => {
    if (type !== 112 && type !== 111) unsupported();
  };
  const limits = () => {
    const flags = byte();
    if (flags & 4) fail("memory64", "a memory or a table is 64-bit; a policy's are 32-bit");
    if (flags & 2) fail("threads", "a memory or a table is shared; a policy has no threads");
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
    if (code > 255) fail("relaxed-simd", "relaxed SIMD is not the same everywhere");
    if (code < 12 || (code > 83 && code < 94)) memoryOperand();
    if (code === 12 || code === 13) at += 16;
    if ((code > 20 && code < 35) || (code > 83 && code < 92)) at++;
  };
  const operands: Record<string, () => unknown> = {
    b() {
      // OK because a type's index that takes one byte is below 64, and all of these are above.
      const type = file[at]!;
      if (type === 64 || type > 127 || type < 64) skip();
      else valueType();
    },
    v() {
      each(skip);
      skip();
    },
    t: () => each(valueType),
    r: referenceType,
    m: memoryOperand,
    z() {
      if (byte()) unsupported();
    },
    f: () => (at += 4),
    d: () => (at += 8),
    C() {
      for (let count = +(PREFIXED[u32()] ?? unsupported()); count--; ) skip();
    },
    D: simd,
    E: () => fail("threads", "an atomic instruction; a policy has no threads"),
    x: unsupported,
    0() {},
    1: skip,
    2() {
      skip();
      skip();
    },
  };
  const instruction = () => {
    const code = byte();
    operands[OPCODES[code] ?? "x"]!();
    return code;
  };
  const expression = () => {
    while (instruction() !== 11);
  };

  const core_ = {};
  void core_;
  const parts: Record<number, () => unknown> = {
    1: () =>
      each(() => {
        if (byte() !== 96) unsupported();
        each(valueType);
        each(valueType);
      }),
    2: () => u32() && fail("imports", "the core module imports something; a policy imports nothing"),
    4: () =>
      each(() => {
        referenceType();
        limits();
      }),
    5: () => {
      each(limits);
    },
    6: () =>
      each(() => {
        valueType();
        byte();
        expression();
      }),
    10: () =>
      each(() => {
        const end = u32() + at;
        each(() => {
          u32();
          valueType();
        });
        while (at < end) instruction();
      }),
  };
  const module = (end: number) => {
    at += 8;
    sections(end, (id) => (id > 12 ? unsupported() : parts[id]?.()));
  };
  const canonical = () => {
    byte();
    byte();
    u32();
    each(() => {
      const option = byte();
      if (option === 1 || option === 2) fail("string-encoding", "a policy's strings are UTF-8");
      if (option) u32();
    });
  };
  const component = (end: number, depth: number) => {
    at += 8;
    sections(end, (id, next) => {
      if (id === 1) {
        if (core) fail("core-modules", "more than one core module");
        core = file.subarray(at, next);
        module(next);
      }
      if (id === 4) component(next, depth + 1);
      if (id === 8) each(canonical);
      if (id === 10 && !depth && u32()) fail("imports", "the file imports something; a policy imports nothing");
    });
  };

  if (file.length > LIMIT) fail("too-large", `${file.length} bytes; a policy has at most ${LIMIT}`);
  component(file.length, 0);
  return core ?? fail("core-modules", "no core module");
}
