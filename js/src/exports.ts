import { functions, track } from "./contract.js";
import { fail } from "./error.js";

/**
 * Finds the version of the contract that a policy's core module was made for,
 * and refuses a module made for another track or without an export that the
 * contract has.
 */
export function contractVersion(module: WebAssembly.Module): string {
  const exported = WebAssembly.Module.exports(module);
  const [, version = `${track}.0`, made] =
    exported.map(({ name }) => /^tiergate:policy\/[^@]*@(([^.]*\.[^.]*)\.[^#]*)#/.exec(name)).find(Boolean) ?? [];
  if (made && made !== track) fail("contract-version", `made for contract ${made}, this host knows ${track}`);
  const need = (name: string, kind: string) => {
    if (!exported.some((item) => item.name === name && item.kind === kind))
      fail("missing-export", `the core module has no ${kind} \`${name}\``);
  };
  for (const [face, name] of Object.values(functions)) need(exportName(face, name, version), "function");
  need("cabi_realloc", "function");
  need("memory", "memory");
  return version;
}

/** What a function of the contract is called among a core module's exports. */
export function exportName(face: string, name: string, version: string): string {
  return `tiergate:policy/${face}@${version}#${name}`;
}
