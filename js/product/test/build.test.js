// What the product is made of: it type-checks, with the policy's own names, and its pages are small.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

test("the names are those of the policy", () => {
  const names = execFileSync(process.env.TIERGATE_BIN, ["codegen", "--ts", here("../../../host/reference/src/plans.json")], { encoding: "utf8" });
  if (process.env.TIERGATE_UPDATE) writeFileSync(here("../src/names.d.ts"), names);
  assert.equal(readFileSync(here("../src/names.d.ts"), "utf8"), names, "TIERGATE_UPDATE=1 writes the file");
});

test("it type-checks, and a mistyped feature does not", () => {
  const check = () => spawnSync(process.execPath, [here("../../node_modules/typescript/bin/tsc")], { cwd: here(".."), encoding: "utf8" }).stdout;
  assert.equal(check(), "");
  const wrong = here("../src/wrong.test.tsx");
  writeFileSync(wrong, `import { TierGate } from "tiergate/react";\nexport const Wrong = () => <TierGate feature="biling">x</TierGate>;\n`);
  try {
    assert.match(check(), /src\/wrong\.test\.tsx.*"biling"/);
  } finally {
    execFileSync("rm", [wrong]);
  }
});

test("a page loads little", (t) => {
  const limits = { "page.js": 150, "style.css": 6 };
  for (const [name, limit] of Object.entries(limits)) {
    const size = gzipSync(readFileSync(here(`../dist/${name}`)), { level: 9 }).length;
    t.diagnostic(`${name}: ${size} bytes, gzipped`);
    assert.ok(size <= limit * 1024, `${name}: ${size} bytes`);
  }
});
