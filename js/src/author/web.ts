import { loader } from "./kit.js";

export type { AuthoringKit, Decided, KitSource } from "./kit.js";
export * from "./types.js";

/**
 * Loads the authoring kit, once. Its WebAssembly module is found next to this file, as bundlers understand it;
 * if yours does not, or if the platform compiles no bytes, give the module.
 *
 * @example
 * ```ts
 * const kit = await loadKit();
 * const problems = kit.check({ name: "notes.json", text: "[]" });
 * ```
 *
 * @throws {@link TiergateError} `unavailable` if the module cannot be fetched or compiled.
 */
export const loadKit = loader(() => new URL("./wasm/kit_bg.wasm", import.meta.url));
