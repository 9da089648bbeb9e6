import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { fake } from "./wasm.js";

const bin = fileURLToPath(new URL("../bin/tiergate.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "tiergate-"));
const put = (name, bytes) => {
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
};
const good = put("good.wasm", fake());

const run = async (args, input = "") => {
  const child = spawn(process.execPath, [bin, ...args]);
  const text = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"]) child[name].setEncoding("utf8").on("data", (part) => (text[name] += part));
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const code = await new Promise((resolve) => child.on("close", resolve));
  return { code, ...text };
};

const SIGNUP = '{"call":"onSignup","now":1}';
const BAD = '{"error":"bad-request"}\n';

test("each line has an answer, in order", async () => {
  const { code, stdout, stderr } = await run(["eval", good], `${SIGNUP}\n{"call":"describe"}\n${SIGNUP}\n`);
  assert.equal(code, 0);
  assert.equal(stderr, "");
  const described =
    '{"name":"","version":"","tiers":[],"features":[],"caps":[],"addOns":[],"editions":[],"defaultTier":"","metadata":[]}';
  assert.equal(stdout, `[]\n${described}\n[]\n`);
});

test("a line that is no request has an answer too, and its number is told", async () => {
  const lines = ["", "{", "null", '{"call":"describe","now":1}', `\ufeff${SIGNUP}`, `\r ${SIGNUP}\r`];
  const { code, stdout, stderr } = await run(["eval", good], lines.join("\n"));
  assert.equal(code, 0);
  assert.equal(stdout, `${BAD.repeat(5)}[]\n`);
  assert.deepEqual(stderr.match(/^line \d+: /gm), [1, 2, 3, 4, 5].map((number) => `line ${number}: `));
});

test("bytes that are not UTF-8 are no request", async () => {
  const before = Buffer.from('{"call":"check","tenant":{},"now":1,"feature":"');
  const { stdout } = await run(["eval", good], Buffer.concat([before, Buffer.of(0xff), Buffer.from('"}\n')]));
  assert.equal(stdout, BAD);
});

test("an input that ends in a line feed has no empty line after it", async () => {
  assert.equal((await run(["eval", good], `${SIGNUP}\n`)).stdout, "[]\n");
  assert.equal((await run(["eval", good], "")).stdout, "");
  assert.equal((await run(["eval", good], "\n\n")).stdout, BAD.repeat(2));
});

test("a policy that fails is unavailable, and the next line is asked", async () => {
  const trap = put("trap.wasm", fake({ code: { resolve: [0x00] } }));
  const resolve = '{"call":"resolve","tenant":{},"now":1}';
  const { code, stdout, stderr } = await run(["eval", trap], `${resolve}\n${SIGNUP}\n`);
  assert.equal(code, 0);
  assert.equal(stdout, '{"error":"unavailable"}\n[]\n');
  assert.match(stderr, /^line 1: unavailable: RuntimeError/);
});

test("many lines, longer than a pipe holds, keep their order", async () => {
  const lines = Array.from({ length: 10_000 }, (_, i) => (i % 3 ? SIGNUP : `{"call":"onSignup","now":"${i}"}`));
  const { code, stdout, stderr } = await run(["eval", good], lines.join("\n"));
  assert.equal(code, 0);
  assert.equal(stdout, lines.map((_, i) => (i % 3 ? "[]\n" : BAD)).join(""));
  assert.equal(stderr.split("\n").length, 3335);
});

test("exit codes", async () => {
  assert.equal((await run(["--help"])).code, 0);
  assert.equal((await run([])).code, 3);
  assert.equal((await run(["check", good])).code, 3);
  assert.equal((await run(["eval", good, good])).code, 3);
  assert.equal((await run(["eval", join(folder, "missing.wasm")])).code, 3);
  const { code, stdout, stderr } = await run(["eval", put("text.wasm", "text")], SIGNUP);
  assert.equal(code, 3);
  assert.equal(stdout, "");
  assert.match(stderr, /`not-webassembly`/);
});
