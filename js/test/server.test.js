// Node servers: the session of a request, assertions, and rendering.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { runInNewContext } from "node:vm";
import { build } from "esbuild";
import { createElement, Suspense } from "react";
import { renderToPipeableStream } from "react-dom/server";
import { Writable } from "node:stream";
import { assertTierAccess, policyOf, readSession, ServerTierGate, TierAccessError, TierUnavailableError, tiersOf } from "tiergate/server";
import { answerOf, free, paid, policy, startSite } from "./browser/site.js";

let site;
let url;
before(async () => {
  site = await startSite({ state: { "ann-co": answerOf("ann-co", paid), "bob-co": answerOf("bob-co", free) } });
  url = `${site.url}/tiers`;
});
after(() => site.close());

const requestOf = (tenant) => new Request("http://app/", { headers: tenant ? { cookie: `tenant=${tenant}` } : {} });
const render = (element) =>
  new Promise((resolve, reject) => {
    let html = "";
    const sink = new Writable({ write: (chunk, _, done) => ((html += chunk), done()), final: (done) => (resolve(html), done()) });
    const { pipe } = renderToPipeableStream(element, { onAllReady: () => pipe(sink), onError: reject });
  });

test("the session is read once per request, of the one whose cookie it has", async () => {
  const [one, other] = [requestOf("ann-co"), requestOf("bob-co")];
  site.requests.length = 0;
  const sessions = await Promise.all([readSession(one, { url }), readSession(one, { url }), readSession(other, { url })]);
  assert.deepEqual(sessions.map(({ tenant }) => tenant), ["ann-co", "ann-co", "bob-co"]);
  assert.equal(site.requests.filter((path) => path === "/tiers/session").length, 2);
  assert.deepEqual(sessions[0].catalog, policy.describe());
  assert.equal((await readSession("tenant=bob-co", { url })).tenant, "bob-co");
  assert.equal(await readSession(requestOf(), { url }), undefined);
});

test("a server that is down is unavailable, not signed out", async () => {
  site.isDown = true;
  await assert.rejects(readSession(requestOf("ann-co"), { url }), (error) => error instanceof TierUnavailableError && error.status === 503);
  site.isDown = false;
});

test("an address may end with a slash, and a server that hangs, or answers with something else, is unavailable", async (t) => {
  assert.equal((await readSession(requestOf("ann-co"), { url: `${url}/` })).tenant, "ann-co");
  for (const body of ["{}", "<!doctype html>", "null"])
    await assert.rejects(readSession(requestOf("ann-co"), { url, fetch: async () => new Response(body) }), { name: "TierUnavailableError" });
  t.mock.method(AbortSignal, "timeout", () => AbortSignal.abort(new Error("too late")));
  await assert.rejects(readSession(requestOf("ann-co"), { url }), /too late/);
});

test("tiers answer as the policy does", async () => {
  const session = await readSession(requestOf("bob-co"), { url });
  for (const loaded of [undefined, await policyOf(session, { url })]) {
    const tiers = tiersOf(session, loaded);
    assert.deepEqual(tiers.check("export"), policy.check(free, "export", session.now));
    assert.deepEqual(tiers.check("nope"), policy.check(free, "nope", session.now));
    assert.deepEqual(tiers.entitle(), policy.entitle(free, session.now));
    assert.equal(tiers.checkCap("maxNotes", 5).allowed, false);
    assert.equal(tiers.checkCap("nope", 5), null);
  }
  const tiers = tiersOf(session, await policyOf(session, { url }));
  assert.deepEqual(tiers.checkCap("maxNotes", 5), policy.checkCap(free, "maxNotes", 5, 1, session.now));
});

test("access is asserted: denied, signed out and unavailable are told apart", async () => {
  const [ann, bob] = await Promise.all(["ann-co", "bob-co"].map((tenant) => readSession(requestOf(tenant), { url })));
  assertTierAccess(tiersOf(ann), "export");
  assert.throws(() => assertTierAccess(tiersOf(bob), "export"), (error) => {
    assert(error instanceof TierAccessError);
    assert.equal(error.status, 403);
    const body = { code: "denied", feature: "export", message: "Export requires the Pro plan or higher.", reason: "not-included", minimumTier: "pro" };
    assert.deepEqual(JSON.parse(JSON.stringify(error)), body);
    return true;
  });
  assert.throws(() => assertTierAccess(undefined, "export"), { name: "TierAccessError", status: 401, code: "signed-out" });
  assert.throws(() => assertTierAccess(tiersOf({ ...bob, stale: true }), "export"), { name: "TierUnavailableError", status: 503 });
});

test("a gate in plain server rendering: what is denied is not in the HTML", async () => {
  const [ann, bob] = await Promise.all(["ann-co", "bob-co"].map(async (tenant) => tiersOf(await readSession(requestOf(tenant), { url }))));
  const gate = (tiers) => createElement(Suspense, null, createElement(ServerTierGate, { tiers, feature: "export", fallback: "no" }, "the secret"));
  // Another realm has a class of promises of its own.
  const { Promise: Other } = runInNewContext("({ Promise })");
  for (const wrap of [(it) => it, (it) => Promise.resolve(it), (it) => Other.resolve(it)]) {
    assert.match(await render(gate(wrap(ann))), /the secret/);
    for (const tiers of [bob, undefined]) {
      const html = await render(gate(wrap(tiers)));
      assert.doesNotMatch(html, /secret/);
      assert.match(html, /no/);
    }
  }
});

test("it refuses to be bundled for a browser", async () => {
  const stdin = { contents: `import "tiergate/server";`, resolveDir: new URL(".", import.meta.url).pathname };
  const { outputFiles } = await build({ stdin, bundle: true, write: false, platform: "browser", format: "esm" });
  await assert.rejects(import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`), /`tiergate\/server` is for servers/);
});
