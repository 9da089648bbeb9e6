// The same questions in Node, Chromium, Deno, Bun and workerd: the same bytes. Needs
// `npm ci --prefix test/edge --ignore-scripts`, which is 350 MB, or TIERGATE_RUNTIMES, which names the folder.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { Policy } from "../../dist/index.js";
import { coreModule } from "../../dist/wasm/sections.js";
import { startBrowser, startSite, visit } from "../browser/site.js";
import { error, policyFiles } from "../fixtures.js";
import { answers } from "./questions.js";

const here = fileURLToPath(new URL(".", import.meta.url));
const runtimes = process.env.TIERGATE_RUNTIMES ?? join(here, "node_modules");
const folder = mkdtempSync(join(tmpdir(), "tiergate-edge-"));
after(() => rmSync(folder, { recursive: true }));
const bytes = policyFiles.notes;
const file = join(folder, "notes.policy.wasm");
writeFileSync(file, bytes);
const policy = await Policy.load(bytes);
const wanted = answers(policy);

/** Returns the program of a runtime. */
const programOf = (path) => {
  const program = join(runtimes, path);
  assert(existsSync(program), `no \`${program}\`: type \`npm ci --prefix js/test/edge --ignore-scripts\`, or set TIERGATE_RUNTIMES`);
  return program;
};

test("`npx tiergate core` writes the policy's core module and prints the digest; with both, the answers are the same", async () => {
  const output = join(folder, "core.wasm");
  const digest = execFileSync(process.execPath, [join(here, "../../bin/tiergate.js"), "core", file, "-o", output], { encoding: "utf8" }).trim();
  assert.equal(digest, policy.digest);
  assert.deepEqual(new Uint8Array(readFileSync(output)), new Uint8Array(coreModule(bytes)));
  const module = await WebAssembly.compile(readFileSync(output));
  assert.equal(answers(await Policy.load({ module, digest })), wanted);
});

test("a module that is no policy is refused", async () => {
  const module = await WebAssembly.compile(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
  await assert.rejects(Policy.load({ module, digest: "0" }), error("missing-export"));
});

const plain = [
  ["Node", process.execPath, []],
  ["Deno", "@deno/linux-x64-glibc/deno", ["run", "--allow-read"]],
  ["Bun", "@oven/bun-linux-x64/bin/bun", ["run"]],
];
for (const [name, path, args] of plain) {
  test(`${name} gives the same bytes`, () => {
    const program = path === process.execPath ? path : programOf(path);
    assert.equal(execFileSync(program, [...args, join(here, "run.js"), file], { encoding: "utf8" }), wanted);
  });
}

test("workerd gives the same bytes, and is not blamed on the policy if it compiles none", async () => {
  await build({ entryPoints: [join(here, "worker.js")], bundle: true, format: "esm", external: ["*.wasm", "*.txt"], outfile: join(folder, "worker.js"), logLevel: "error" });
  writeFileSync(join(folder, "core.wasm"), coreModule(bytes));
  writeFileSync(join(folder, "digest.txt"), policy.digest);
  const port = await freePort();
  writeFileSync(join(folder, "config.capnp"), configOf(port));
  const child = spawn(programOf("@cloudflare/workerd-linux-64/bin/workerd"), ["serve", join(folder, "config.capnp")], { stdio: ["ignore", "inherit", "inherit"] });
  try {
    assert.equal(await (await reached(`http://127.0.0.1:${port}/`)).text(), wanted);
    const refused = await (await fetch(`http://127.0.0.1:${port}/bytes`, { method: "POST", body: bytes })).text();
    assert.match(refused, /^unavailable: /);
  } finally {
    child.kill();
  }
});

test("Chromium gives the same bytes", async () => {
  const script = `import { Policy } from "/dist/index.js"; import { answers } from "/questions.js"; window.answers = answers(await Policy.load("/tiers/policies/notes.wasm"));`;
  const files = { "/": `<!doctype html><title>questions</title><script type="module" src="/page.js"></script>`, "/page.js": script, "/questions.js": readFileSync(join(here, "questions.js")) };
  const [site, browser] = [await startSite({ files }), await startBrowser()];
  try {
    const page = await visit(await browser.newContext(), site, "/");
    await page.waitForFunction(() => window.answers);
    assert.equal(await page.evaluate(() => window.answers), wanted);
  } finally {
    await browser.close();
    await site.close();
  }
});

const configOf = (port) => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (
    modules = [
      (name = "worker.js", esModule = embed "worker.js"),
      (name = "core.wasm", wasm = embed "core.wasm"),
      (name = "digest.txt", text = embed "digest.txt"),
    ],
    compatibilityDate = "2026-01-01",
  ))],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);
`;

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

async function reached(url) {
  for (let tries = 0; ; tries++) {
    try {
      return await fetch(url);
    } catch (error) {
      if (tries > 600) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
