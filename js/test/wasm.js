// Core modules and components, byte by byte, for the tests.
import { functions } from "../dist/contract.js";

export const I32 = 0x7f;
export const I64 = 0x7e;
const END = 0x0b;

export const leb = (value) => (value < 128 ? [value] : [(value % 128) + 128, ...leb(Math.floor(value / 128))]);
const signed = (value) => {
  const byte = Number(BigInt.asUintN(7, BigInt(value)));
  const rest = Math.floor(value / 128);
  return (rest === 0 && byte < 64) || (rest === -1 && byte >= 64) ? [byte] : [byte | 128, ...signed(rest)];
};
export const vector = (items) => [...leb(items.length), ...items.flat()];
export const text = (string) => vector([...new TextEncoder().encode(string)].map((byte) => [byte]));
export const section = (id, bytes) => [id, ...leb(bytes.length), ...bytes];
export const i32 = (value) => [0x41, ...signed(value | 0)];
export const body = (code, locals = []) => {
  const bytes = [...vector(locals), ...code, END];
  return [...leb(bytes.length), ...bytes];
};

const MAGIC = [0, 97, 115, 109];
export const module = (...sections) => [...MAGIC, 1, 0, 0, 0, ...sections.flat()];
export const component = (...sections) => Uint8Array.from([...MAGIC, 13, 0, 1, 0, ...sections.flat()]);
export const coreSection = (bytes) => section(1, bytes);

/** The core parameters of each call, by its name in JSON. */
const parameters = (call) => {
  const widths = functions[call][1];
  const spilled = call === "checkCap" ? "4" : widths;
  return [...spilled].map((width) => (width === "8" ? I64 : I32));
};

/**
 * A policy whose answers lie at 0, where all is zeros, unless `code` has other
 * instructions for a call, or `params` other core parameters. Zeros are an answer: no
 * text, nothing allowed.
 */
export const fake = (options = {}) => component(coreSection(fakeModule(options)));

export const fakeModule = (options = {}) => {
  const { code = {}, data = [], version = "0.1.0", pages = [1], without = [], more = [], params = {} } = options;
  const calls = Object.keys(functions);
  const types = [...calls.map((call) => params[call] ?? parameters(call)), [I32, I32, I32, I32]];
  const names = calls.map((call) => `tiergate:policy/${functions[call][0].replace("#", `@${version}#`)}`);
  const all = [...calls, "cabi_realloc"];
  const exported = [...names, "cabi_realloc"].map((name, index) => [name, 0, index]);
  const kept = [...exported, ["memory", 2, 0]].filter(([name]) => !without.some((part) => name.endsWith(part)));
  return module(
    section(1, vector(types.map((type) => [0x60, ...vector(type.map((one) => [one])), 1, I32]))),
    section(3, vector(all.map((_, index) => leb(index)))),
    section(5, [1, pages.length - 1, ...pages.flatMap(leb)]),
    section(7, vector(kept.map(([name, kind, index]) => [...text(name), kind, index]))),
    ...more,
    section(10, vector(all.map((call) => body(code[call] ?? (call === "cabi_realloc" ? i32(1024) : i32(0)))))),
    section(11, vector(data.map(([at, bytes]) => [0, ...i32(at), END, ...vector(bytes.map((byte) => [byte]))]))),
  );
};

/** A number as it lies in memory. */
export const word = (value, size = 4) => Array.from({ length: size }, (_, i) => Math.floor(value / 256 ** i) % 256);
