// `tiergate build`: policies in AssemblyScript. What they answer is tested by tests/tests/by_hand.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

const bin = fileURLToPath(new URL("../bin/tiergate.js", import.meta.url));
const compiler = fileURLToPath(new URL("../../tests/policies/by-hand-assembly/node_modules", import.meta.url));
if (!existsSync(join(compiler, "assemblyscript")))
  throw new Error("AssemblyScript is missing; type: npm ci --ignore-scripts --prefix tests/policies/by-hand-assembly");

const folder = mkdtempSync(join(tmpdir(), "tiergate-build-"));
after(() => rmSync(folder, { recursive: true }));
const place = (name, text, packages) => {
  mkdirSync(join(folder, name));
  writeFileSync(join(folder, name, "policy.ts"), text);
  if (packages) symlinkSync(packages, join(folder, name, "node_modules"));
  return join(folder, name, "policy.ts");
};
const build = (...args) => spawnSync(process.execPath, [bin, "build", ...args], { encoding: "utf8" });

const POLICY = `import { Policy, publish } from "tiergate/assembly";
class Small extends Policy {
  constructor() {
    super("small", "1.0.0");
    this.tier("only", "Only");
  }
}
publish(new Small());
`;

test("a policy is compiled with this package's own kit", () => {
  const { status, stdout, stderr } = build(place("small", POLICY, compiler));
  assert.equal(stderr, "");
  assert.equal(status, 0);
  assert.match(stdout, /small[\\/]policy\.policy\.wasm\ndigest [0-9a-f]{64}\nsize {3}\d+ bytes\n$/);
  const asked = spawnSync(process.execPath, [bin, "eval", join(folder, "small/policy.policy.wasm")], {
    encoding: "utf8",
    input: '{"call":"resolve","tenant":{"assignments":[{"source":"manual","plan":"gold"}]},"now":0}\n',
  });
  assert.equal(asked.stdout, '{"tier":"only","standing":"good","misconfigured":true}\n');
});

test("a mistake is reported with its line", () => {
  const { status, stderr } = build(place("wrong", POLICY.replace('"Only"', "5"), compiler));
  assert.equal(status, 3);
  assert.match(stderr, /policy\.ts.*Type 'i32' is not assignable to type .*String.*policy\.ts\(5,/s);
});

test("a policy that publishes nothing is refused", () => {
  const file = place("nothing", POLICY.replace("publish(new Small());", ""), compiler);
  const { status, stderr } = build(file);
  assert.equal(status, 3, stderr);
  assert.equal(existsSync(file.replace(".ts", ".policy.wasm")), false);
});

test("without the compiler it says what to type", () => {
  const { status, stderr } = build(place("bare", POLICY));
  assert.equal(status, 3);
  assert.match(stderr, /type: npm install --save-dev assemblyscript/);
});

test("a compiler that is there and does not load is not called missing", () => {
  const packages = mkdtempSync(join(folder, "packages-"));
  mkdirSync(join(packages, "assemblyscript/dist"), { recursive: true });
  writeFileSync(join(packages, "assemblyscript/dist/asc.js"), 'throw new Error("no memory left");');
  const { status, stderr } = build(place("broken", POLICY, packages));
  assert.equal(status, 3);
  assert.match(stderr, /AssemblyScript cannot be loaded: no memory left/);
  assert.doesNotMatch(stderr, /npm install/);
});

test("the usage is checked", () => {
  assert.equal(build().status, 3);
  assert.equal(build("a.ts", "-o").status, 3);
  assert.equal(build("a.ts", "-x", "b").status, 3);
});
