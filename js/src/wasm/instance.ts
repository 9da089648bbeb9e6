import { functions, track } from "../contract.js";
import { fail } from "../error.js";
import { type Exports, Guest } from "../abi/memory.js";

/**
 * Makes a new instance of a policy's core module. Refuses a module that was made
 * for another track of the contract, or lacks one of the contract's exports, or
 * has one of another type, as far as the number of its parameters shows.
 */
export const instanceOf = (module: WebAssembly.Module): Guest => {
  const exports: any = {};
  const nameOf = (_: string, face: string, made: string) =>
    made === track ? face : fail("contract-version", `made for contract ${made}, this host knows ${track}`);
  for (const [name, item] of Object.entries(new WebAssembly.Instance(module).exports))
    exports[name.replace(/tiergate:policy\/(\w+)@(\d+\.\d+)\.[^#]*/, nameOf)] = item;
  for (const [name] of [...Object.values(functions), ["cabi_realloc"], ["memory"]] as const)
    exports[name] ?? fail("missing-export", `no export \`${name}\``);
  for (const [name, widths, { size }] of Object.values(functions))
    if (exports[name].length !== (widths.length || +!!size))
      fail("wrong-type", `\`${name}\` has another type: build the policy again with this version of tiergate`);
  return new Guest(exports as Exports);
};
