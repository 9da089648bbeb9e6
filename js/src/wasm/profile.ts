import { coreModule, MODULE, sections } from "./sections.js";
import { at, byte, open, pass, refuse, sized, u32 } from "./reader.js";

/**
 * Refuses a policy file that is outside the portable profile, checking every
 * instruction. A server refuses such a file when it is published, so
 * `Policy.load` checks only the sections of a file and whether the platform
 * runs it. Tools that accept a file from anywhere should call this first.
 *
 * @example
 * ```ts
 * import { checkProfile } from "tiergate/profile";
 *
 * checkProfile(await readFile("notes.policy.wasm"));
 * ```
 *
 * @throws {@link TiergateError}. Its `code` says why the file is refused.
 */
export const checkProfile = (file: Uint8Array<ArrayBuffer>): void => {
  // A plain view, because Node's `Buffer` is a `Uint8Array` that converts to text differently.
  const core = coreModule(new Uint8Array(file.buffer, file.byteOffset, file.byteLength));
  // Instructions are checked first, before types: they show best what a file needs.
  for (const strict of [false, true]) {
    isStrict = strict;
    open(core);
    sections(MODULE, core.length, (id) => (strict || id === CODE) && read(SECTIONS[id] ?? "o"));
  }
};

let isStrict = false;
/** Refuses, in the second pass, something other than an instruction that is outside the profile. */
const odd = () => isStrict && refuse("invalid");

const CODE = 10;
/** The contents of each section of a core module that has types or instructions, as rules. */
const SECTIONS = ["", "*f", "", "", "*tl", "M", "*tye", "", "", "*s", "*c", "", ""];

/** What follows each opcode, as a rule; `x` marks an opcode outside the profile. */
const OPCODES =
  "00bbb0xxxxx011v012xxxxxxxx00Txxx1111111x" +
  "m".repeat(23) +
  "zz1148" +
  "0".repeat(128) +
  "x".repeat(11) +
  "t01" +
  "x".repeat(41) +
  "CDE";
const AFTER_FC = "000000002121212111";
const AFTER_FD = "m".repeat(12) + "gg0000000" + "y".repeat(14) + "0".repeat(49) + "nnnnnnnnmm";

/** Reads according to a rule: letter by letter or, after `*`, a vector of the rest. */
const read = (rule = "x"): void => {
  if (rule.startsWith("*")) {
    for (let count = u32(); count--; ) read(rule.slice(1));
    return;
  }
  for (const letter of rule) (rules[letter] ?? refuse.bind(null, "unsupported-instruction"))();
};

const rules: Record<string, () => unknown> = {
  /** Nothing. */
  0() {},
  /** One LEB number, or two. */
  1: u32,
  2: () => read("11"),
  /** 1, 4, 8 or 16 bytes. */
  y: byte,
  4: () => pass(4),
  8: () => pass(8),
  g: () => pass(16),
  /** A branch's labels. */
  v() {
    read("*1");
    u32();
  },
  /** A type, or a vector of them. */
  t() {
    type(byte());
  },
  T: () => read("*t"),
  /** A block's type, or the index of one. */
  b() {
    const first = byte();
    if (first > 127) u32();
    else if (first > 64) type(first);
  },
  /** A memory operand, which may name a memory; or one that a lane follows. */
  m() {
    const align = u32();
    if (align > 31) odd();
    read(align & 64 ? "11" : "1");
  },
  n: () => read("my"),
  /** The index of the only memory. */
  z() {
    if (u32()) odd();
  },
  /** Opcodes of more than one byte. Which of D's exist is left to the platform. */
  C: () => read(AFTER_FC[u32()]),
  D() {
    const code = u32();
    if (code > 255) refuse("relaxed-simd");
    read(AFTER_FD[code] ?? "");
  },
  E: () => refuse("threads"),
  /** An expression. */
  e() {
    while (instruction() !== 11);
  },
  /** A function's type. */
  f() {
    if (byte() !== 96) odd();
    read("TT");
  },
  /** A function's locals and instructions. */
  c: () =>
    sized(Infinity, (end) => {
      read("*L");
      while (at < end) instruction();
    }),
  L: () => read("1t"),
  /** The limits of a table or a memory. */
  l() {
    const flags = byte();
    if (flags > 1) odd();
    read(flags ? "11" : "1");
  },
  /** No memory, or one. */
  M: () => read(["", "l"][u32()] ?? "o"),
  o: odd,
  /** Elements. */
  s() {
    const form = u32();
    if (form & 2 && !(form & 1)) u32();
    if (!(form & 1)) read("e");
    if (form & 3) read(form & 4 ? "t" : "y");
    read(form & 4 ? "*e" : "*1");
  },
};

/** Reads the rest of a type. The profile allows numbers, v128, funcref and externref. */
const type = (code: number) => {
  if (code > 0x7f || (code < 0x7b && code !== 0x70 && code !== 0x6f)) odd();
  // These are followed by the type that they refer to.
  if (code === 0x63 || code === 0x64) u32();
};

const instruction = () => {
  const code = byte();
  read(OPCODES[code]);
  return code;
};
