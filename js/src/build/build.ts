import { createRequire } from "node:module";
import { readFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { names } from "./names.js";
import { world } from "./world.js";

/** The error that a policy could not be compiled, with what the compiler printed. */
export class BuildError extends Error {}

/** The compiler's interface, as far as it is used. */
interface Asc {
  main(args: string[], options: object): Promise<{ error: Error | null; stderr: { toString(): string } }>;
}

/** The file that is compiled: the functions that hosts call, and the policy that they ask. */
const ENTRY = "tiergate.entry.ts";

/** Compiles a policy in AssemblyScript with the kit in `assembly`, and returns its file. */
export async function build(file: string): Promise<Uint8Array> {
  const folder = dirname(resolve(file));
  const asc = await compiler(folder);
  const entry = `export * from "tiergate/assembly/exports";\nimport "./${basename(file, ".ts")}";\n`;
  let core: Uint8Array | undefined;
  const { error, stderr } = await asc.main([ENTRY, "--baseDir", folder, "--outFile", "core.wasm", ...OPTIONS], {
    transforms: [RenameExports],
    readFile: (name: string) => (name === ENTRY ? entry : readFile(pathOf(folder, name), "utf8").catch(() => null)),
    writeFile: (_: string, bytes: Uint8Array) => {
      core = bytes;
    },
  });
  if (error || !core) throw new BuildError(stderr.toString().trim() || String(error));
  return wrap(core);
}

/** Returns the path of a source file. The kit is always this package's own, so that both fit together. */
function pathOf(folder: string, name: string): string {
  const [, file] = /(?:^|[\\/])node_modules[\\/]tiergate[\\/]assembly[\\/](.*)$/.exec(name) ?? [];
  return file ? fileURLToPath(new URL(`../../assembly/${file}`, import.meta.url)) : resolve(folder, name);
}

/** Small code, without a garbage collector and without the import that reports a failed assertion. */
const OPTIONS = ["-Oz", "--converge", "--runtime", "stub", "--use", "abort="];

async function compiler(folder: string): Promise<Asc> {
  try {
    // Its `assemblyscript/asc` is for `import` alone, which resolves from this file instead of the policy's.
    const path = createRequire(join(folder, "policy.ts")).resolve("assemblyscript/dist/asc.js");
    return await import(pathToFileURL(path).href);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code !== "MODULE_NOT_FOUND") throw new BuildError(`AssemblyScript cannot be loaded: ${message}`, { cause });
    throw new BuildError("AssemblyScript is not installed here; type: npm install --save-dev assemblyscript", { cause });
  }
}

/** Gives the kit's functions the contract's names, which are not identifiers. The compiler makes one of it. */
class RenameExports {
  declare binaryen: { getExportInfo(item: number): { value: string } };

  afterCompile(module: any) {
    for (const [name, renamed] of names) {
      const { value } = this.binaryen.getExportInfo(module.getExport(name));
      for (const it of renamed) module.addFunctionExport(value, it);
      module.removeExport(name);
    }
  }
}

/** Returns the component whose core module this is, which is the same as what `tiergate build` makes of it. */
export function wrap(core: Uint8Array): Uint8Array {
  const header = Uint8Array.of(0, 97, 115, 109, 13, 0, 1, 0, 1, ...leb128(core.length));
  return Buffer.concat([header, core, Buffer.from(world, "base64")]);
}

function leb128(number: number): number[] {
  return number < 128 ? [number] : [(number & 127) | 128, ...leb128(number >>> 7)];
}
