import type { Signature } from "../abi/invoke.js";
import { track } from "../contract.js";
import { type Exports, Guest } from "../abi/memory.js";

/** An interface of the contract, with the track that it is of. */
export const FACE = /tiergate:policy\/(\w+)@(\d+\.\d+)\.[^#]*/;

/** Returns what an instance exports. Names of our track are without its version. */
export const exportsOf = (own: WebAssembly.Exports): Exports => {
  const exports: any = {};
  const nameOf = (name: string, face: string, made: string) => (made === track ? face : name);
  for (const [name, item] of Object.entries(own)) exports[name.replace(FACE, nameOf)] = item;
  return exports;
};

/** Makes a guest that has these calls. If it may use more memory than a policy, `top` is how much. */
export const guestOf = (exports: Exports, calls: readonly Signature[], top?: number): Guest => {
  // So that a call does not look it up by a name that it must put together.
  for (const [name] of calls) exports[name]!.post = exports[`cabi_post_${name}`] as any;
  return new Guest(exports, top);
};
