import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const target = process.env.TIERGATE_TARGET ?? fileURLToPath(new URL("../../target", import.meta.url));
const folder = process.env.TIERGATE_POLICIES ?? join(target, "policies");

/** The policy files to test with, by name. */
export const policyFiles = Object.fromEntries(
  (existsSync(folder) ? readdirSync(folder) : [])
    .filter((name) => name.endsWith(".wasm"))
    .map((name) => [name.split(".")[0], new Uint8Array(readFileSync(`${folder}/${name}`))]),
);

export const noPolicies = Object.keys(policyFiles).length === 0 && `no policies in ${folder}; set TIERGATE_POLICIES`;

/** What an error of ours looks like, for `assert.throws` and `assert.rejects`. */
export const error = (code, message) => (thrown) => {
  assert.equal(`${thrown.name} ${thrown.code}`, `TiergateError ${code}`, thrown.stack);
  if (message) assert.match(thrown.message, message);
  return true;
};
