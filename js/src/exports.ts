import { functions, track } from "./contract.js";
import { fail } from "./error.js";

/**
 * Finds the version of the contract that a policy's core module was made for,
 * and refuses a module made for another track or without an export that the
 * contract has.
 */
export function contractVersion(module: WebAssembly.Module): string {
  const exported = WebAssembly.Module.exports(module).map(({ name, kind }) => `${kind} ${name}`);
  const [, version = `${track}.0`, made = track] =
    exported.map((name) => /^\w+ tiergate:policy\/\w+@((\d+\.\d+)\.[^#]+)#/.exec(name)).find(Boolean) ?? [];
  if (made !== track) fail("contract-version", `made for contract ${made}, this host knows ${track}`);
  const needed = Object.values(functions).map(([name]) => `function ${exportName(name, version)}`);
  for (const name of [...needed, "function cabi_realloc", "memory memory"])
    if (!exported.includes(name)) fail("missing-export", `it exports no ${name}`);
  return version;
}

/** What a core module calls a function of the contract. */
export function exportName(name: string, version: string): string {
  return `tiergate:policy/${name.replace("#", `@${version}#`)}`;
}
