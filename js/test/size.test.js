// What a page pays for each part of the package: minified, gzipped, React left out, each export alone.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const js = fileURLToPath(new URL("..", import.meta.url));
const { exports } = JSON.parse(readFileSync(`${js}package.json`, "utf8"));
const external = ["react", "react/jsx-runtime", "@openfeature/*", "node:*"];

/** Returns the minified code that a page gets from these exports of an entry. */
const codeOf = async (names, entry, more = "") => {
  const stdin = { contents: `export { ${names} } from "tiergate${entry.slice(1)}"; ${more}`, resolveDir: js };
  const { outputFiles } = await build({ stdin, bundle: true, minify: true, format: "esm", target: "es2022", write: false, external, logLevel: "silent" });
  return outputFiles[0].text;
};
const sizeOf = (code) => gzipSync(code, { level: 9 }).length;

/** The limits, in KB. */
const limits = [
  ["Policy", ".", 5],
  ["createTierClient", ".", 8],
  ["TierGate, TierProvider", "./react", 11],
  ["TierElements, TierGateElement, TierUpsellElement, TierBadgeElement, PlanComparisonElement", "./elements", 10],
  // Elements show nothing without a client: both together.
  ["TierElements", "./elements", 10.5, `export { createTierClient } from "tiergate";`],
  // Without its WebAssembly module.
  ["loadKit", "./author", 6],
];

for (const [names, entry, limit, more] of limits) {
  test(`${names} of ${entry}${more ? " with the client" : ""} takes at most ${limit} KB, gzipped`, async (t) => {
    const code = await codeOf(names, entry, more);
    const size = sizeOf(code);
    t.diagnostic(`${code.length} bytes minified, ${size} gzipped`);
    assert.ok(size <= limit * 1024, `${size} bytes; at most ${limit * 1024}`);
  });
}

test("the module of the authoring kit takes at most 127 KB, gzipped", (t) => {
  const module = readFileSync(`${js}dist/author/wasm/kit_bg.wasm`);
  t.diagnostic(`${module.length} bytes, ${sizeOf(module)} gzipped`);
  assert.ok(sizeOf(module) <= 127 * 1024, `${sizeOf(module)} bytes; at most ${127 * 1024}`);
});

test("a page that uses one part does not get the others", async () => {
  const gate = await codeOf("TierGate", "./react");
  assert.doesNotMatch(gate, /tiergate-plan|See plans/);
  assert.doesNotMatch(await codeOf("Policy", "."), /BroadcastChannel/);
});

test("each export alone", async (t) => {
  for (const entry of Object.keys(exports).filter((name) => !/css|json|server/.test(name)))
    for (const name of Object.keys(await import(`tiergate${entry.slice(1)}`)))
      t.diagnostic(`${entry} ${name}: ${sizeOf(await codeOf(name, entry))}`);
});

test("no code is made from text", async () => {
  assert.doesNotMatch(await codeOf("Policy, createTierClient", "."), /\beval\b|\bFunction\b|\bimport\(/);
});
