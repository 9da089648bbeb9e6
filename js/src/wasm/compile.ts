import { unavailable } from "../error.js";
import { refuse } from "./reader.js";
import { coreModule } from "./sections.js";
import { type CompiledPolicy, digestOf, isCompiled, type PolicySource, readSource } from "./source.js";

/**
 * Compiles the core module of a policy, unless the platform did so.
 *
 * @throws {@link TiergateError}. Its `code` says why the file is refused, or is `unavailable` if the file
 * cannot be fetched or the platform does not run it.
 */
export async function compile(source: PolicySource | Promise<PolicySource>): Promise<CompiledPolicy> {
  try {
    const given = await source;
    if (isCompiled(given)) return given;
    const file = await readSource(given);
    const core = coreModule(file);
    if (!WebAssembly.validate(core)) refuse("invalid");
    return { module: await WebAssembly.compile(core), digest: await digestOf(file) };
  } catch (cause) {
    throw unavailable(cause);
  }
}
