import type { Signature } from "../abi/invoke.js";
import type { Exports } from "../abi/memory.js";
import { track } from "../contract.js";
import { fail } from "../error.js";
import { FACE } from "./instance.js";

/**
 * Refuses a policy that was made for another track of the contract, or lacks one of the given calls, or has one of
 * another type, as far as the number of its parameters shows.
 */
export const checkExports = (exports: Exports, calls: readonly Signature[]): void => {
  for (const name of Object.keys(exports)) {
    const made = FACE.exec(name)?.[2];
    if (made) fail("contract-version", `made for contract ${made}, this host knows ${track}`);
  }
  for (const [name] of [...calls, ["cabi_realloc"], ["memory"]] as const)
    exports[name] ?? fail("missing-export", `no export \`${name}\``);
  for (const [name, widths, { size }] of calls)
    if (exports[name]!.length !== (widths.length || +!!size))
      fail("wrong-type", `\`${name}\` has another type: build the policy again with this version of tiergate`);
};
