import { readFile } from "node:fs/promises";
import { loader } from "./kit.js";

export type { AuthoringKit, Decided, KitSource } from "./kit.js";
export * from "./types.js";

/**
 * Loads the authoring kit, once.
 *
 * @example
 * ```ts
 * const kit = await loadKit();
 * const problems = kit.check({ name: "notes.json", text: "[]" });
 * ```
 *
 * @throws {@link TiergateError} `unavailable` if the module cannot be read or compiled.
 */
export const loadKit = loader(() => readFile(new URL("./wasm/kit_bg.wasm", import.meta.url)));
