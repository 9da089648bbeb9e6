import { type CompiledPolicy, digestOf, isCompiled, type PolicySource, readSource } from "./source.js";

/**
 * Compiles the core module of the policy with this digest; `undefined` if the source is another file. The
 * server has accepted the file, so unlike `compile` this does not check again that it is of the portable profile.
 *
 * @throws if the file cannot be read, or the platform does not compile it.
 */
export async function compileAccepted(source: PolicySource | Promise<PolicySource>, digest: string): Promise<CompiledPolicy | undefined> {
  const given = await source;
  if (isCompiled(given)) return given.digest === digest ? given : undefined;
  const file = await readSource(given);
  return (await digestOf(file)) === digest ? { module: await WebAssembly.compile(coreOf(file)), digest } : undefined;
}

/** Returns the first core module of a policy file, also if it is in a component of that one; nothing if there is none. */
const coreOf = (file: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> => {
  let at = 8;
  while (at < file.length) {
    const id = file[at++];
    let size = 0;
    // An unsigned LEB number.
    for (let unit = 1, next = 128; next > 127; unit *= 128) size += ((next = file[at++] ?? 0) % 128) * unit;
    if (id === 1) return file.subarray(at, at + size);
    // A component begins with a header, and goes on with sections.
    at += id === 4 ? 8 : size;
  }
  return file.subarray(at);
};
