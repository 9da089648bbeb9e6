// All that a page needs to load a policy and ask it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const LIMIT = 4864;

const entry = fileURLToPath(new URL("../dist/index.js", import.meta.url));
const options = { entryPoints: [entry], bundle: true, minify: true, format: "esm", target: "es2022", write: false };
const { outputFiles } = await build(options);
const [{ contents, text }] = outputFiles;

test("loading and asking takes at most 4.75 KB, gzipped", (t) => {
  const size = gzipSync(contents, { level: 9 }).length;
  t.diagnostic(`${contents.length} bytes minified, ${size} gzipped`);
  assert.ok(size <= LIMIT, `${size} bytes; at most ${LIMIT}`);
});

test("no code is made from text", () => {
  assert.doesNotMatch(text, /\beval\b|\bFunction\b|\bimport\(/);
});
