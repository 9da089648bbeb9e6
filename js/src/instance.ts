import { functions, track } from "./contract.js";
import { fail } from "./error.js";
import type { Guest } from "./memory.js";

/** An interface of the contract in an export's name, and the first two numbers of its version. */
const VERSIONED = /tiergate:policy\/(\w+)@(\d+\.\d+)\.[^#]*/;

/**
 * A new instance of a policy's core module. Refuses a module that was made for
 * another track, or lacks an export that the contract has.
 */
export const instanceOf = (module: WebAssembly.Module): Guest => {
  const guest: any = {};
  for (const [name, item] of Object.entries(new WebAssembly.Instance(module).exports))
    guest[name.replace(VERSIONED, (_, face, made) => (made === track ? face : otherTrack(made)))] = item;
  for (const name of [...Object.values(functions).map(([name]) => name), "cabi_realloc", "memory"])
    guest[name] ?? fail("missing-export", `the policy has no export \`${name}\``);
  return guest;
};

const otherTrack = (made: string) => fail("contract-version", `made for contract ${made}, this host knows ${track}`);
