import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { test } from "node:test";
import { Policy } from "../dist/index.js";
import { error } from "./fixtures.js";
import { compileAccepted } from "../dist/wasm/accepted.js";
import { coreModule } from "../dist/wasm/sections.js";
import { component, coreSection, fake, I32, I64, section } from "./wasm.js";

const file = fake();
const digest = createHash("sha256").update(file).digest("hex");

const sources = {
  "bytes": () => file,
  "a part of a buffer": () => Uint8Array.of(1, ...file, 1).subarray(1, -1),
  "a buffer": () => file.buffer,
  "a blob": () => new Blob([file]),
  "a response": () => new Response(file),
  "a promise of a response": () => Promise.resolve(new Response(file)),
  "a URL": () => new URL(`data:application/wasm;base64,${Buffer.from(file).toString("base64")}`),
  "a URL as text": () => `data:application/wasm;base64,${Buffer.from(file).toString("base64")}`,
};
for (const [what, source] of Object.entries(sources)) {
  test(`a policy is loaded from ${what}`, async () => {
    assert.equal((await Policy.load(source())).digest, digest);
  });
}

test("a response that is no success is named", async () => {
  const server = createServer((_, response) => response.writeHead(404).end()).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const url = `http://127.0.0.1:${server.address().port}/p.wasm`;
  await assert.rejects(Policy.load(url), error("unavailable", /`http.*p\.wasm` answered 404/));
  server.close();
});

test("a client takes the policy with the digest that the server names, and no other", async () => {
  for (const [what, source] of Object.entries(sources)) {
    const { module, digest: found } = await compileAccepted(source(), digest);
    assert(module instanceof WebAssembly.Module, what);
    assert.equal(found, digest);
  }
  // Also from a component in a component.
  const nested = component(section(4, [...component(coreSection(coreModule(file)))]));
  const { module } = await compileAccepted(nested, createHash("sha256").update(nested).digest("hex"));
  assert.deepEqual(WebAssembly.Module.exports(module), WebAssembly.Module.exports(await WebAssembly.compile(coreModule(file))));
});

test("a client takes no file with another digest, and none without a core module", async () => {
  assert.equal(await compileAccepted(file, "0".repeat(64)), undefined);
  const module = await WebAssembly.compile(coreModule(file));
  assert.equal(await compileAccepted({ module, digest }, "0".repeat(64)), undefined);
  assert.equal((await compileAccepted({ module, digest }, digest)).module, module);
  const empty = component();
  await assert.rejects(compileAccepted(empty, createHash("sha256").update(empty).digest("hex")), WebAssembly.CompileError);
});

const failing = {
  "a promise that is broken": Promise.reject(new Error("gone")),
  "nothing to be reached": "http://127.0.0.1:1/",
  "a body read before": new Response(file),
};
failing["a promise that is broken"].catch(() => {});
await failing["a body read before"].arrayBuffer();
for (const [what, source] of Object.entries(failing)) {
  test(`unavailable: ${what}`, () => assert.rejects(Policy.load(source), error("unavailable")));
}

test("every release of the track is taken", async () => {
  for (const version of ["0.1.0", "0.1.7", "0.1.10-rc.1"])
    assert.equal((await Policy.load(fake({ version }))).onSignup(1).length, 0);
});

for (const version of ["0.2.0", "0.11.0", "1.1.0", "10.1.0"]) {
  test(`contract-version: ${version}`, async () => {
    const made = version.replace(/\.\d+$/, "");
    const message = new RegExp(`^made for contract ${made}, this host knows 0\\.1$`);
    await assert.rejects(Policy.load(fake({ version })), error("contract-version", message));
  });
}

for (const name of ["#describe", "#check-cap", "#on-billing", "cabi_realloc", "memory"]) {
  test(`missing-export: ${name}`, async () => {
    await assert.rejects(Policy.load(fake({ without: [name] })), error("missing-export", new RegExp(name)));
  });
}

/** Core parameters that differ from the contract's, by call. */
const others = {
  "an `on-signup` from before tenants could return": { onSignup: [I64] },
  "one parameter more": { describe: [I32] },
  "parameters that are passed one by one": { checkCap: [I32, I32] },
  "one parameter less": { entitle: Array(13).fill(I32) },
};
for (const [what, params] of Object.entries(others)) {
  test(`wrong-type: ${what}`, async () => {
    const message = /^`\w+#[\w-]+` has another type: build the policy again with this version of tiergate$/;
    await assert.rejects(Policy.load(fake({ params })), error("wrong-type", message));
  });
}

test("an export that is missing counts for more than one of another type", async () => {
  const file = fake({ params: { describe: [I32] }, without: ["#on-billing"] });
  await assert.rejects(Policy.load(file), error("missing-export"));
});

test("a policy that cannot describe itself is not loaded", async () => {
  await assert.rejects(Policy.load(fake({ code: { describe: [0x00] } })), error("unavailable"));
});
