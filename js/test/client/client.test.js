// What the client does, one thing at a time, in a simulated world.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createTierClient } from "../../dist/index.js";
import { Client } from "../../dist/client/client.js";
import { capIn } from "../../dist/client/known.js";
import { begin, policies, randomOf } from "./world.js";

test("a session that the page came with is shown at once, without a request", async () => {
  const { world } = begin();
  const client = new Client({ session: world.answer() }, world.platform());
  assert.equal(client.snapshot.status, "ready");
  assert.equal(client.snapshot.by, "server");
  client.subscribe(() => {});
  await world.pass(200_000);
  assert.equal(world.requests, 0);
  assert.equal(client.snapshot.by, "policy");
  assert.equal(client.snapshot.label, "Pro");
  assert.equal(client.initial.by, "server");
  await world.pass(101_000);
  assert.equal(world.requests, 1);
});

test("a session in a page that comes out of a cache is asked for again at once", async () => {
  const { world } = begin();
  const platform = { ...world.platform(), isCached: () => true };
  const client = new Client({ session: world.answer(), events: false }, platform);
  world.signIn(null);
  client.subscribe(() => {});
  await world.pass(3000);
  assert.equal(client.snapshot.status, "signed-out");
});

test("a plan that ends in a year, or a session that does, keeps no tab busy", async () => {
  const { world, client } = begin();
  const inAYear = world.time() + 31_536_000;
  world.write("ann-co", { assignments: [{ source: "billing", plan: "pro", expiresAt: inAYear }] });
  const { answer } = world;
  world.answer = () => ({ ...answer.call(world), session: { subject: "ann", tenant: "ann-co", expiresAt: inAYear + 1 } });
  client.subscribe(() => {});
  await world.pass(5000);
  const { at } = world;
  let timers = 0;
  world.at = (...timer) => (timers++, at.apply(world, timer));
  void client.refresh();
  await world.pass(350_000);
  assert(timers < 30, `${timers} timers`);
  assert.equal(client.snapshot.validUntil, inAYear);
});

test("many callers share one request, and one that calls later gets a later one", async () => {
  const { world, client } = begin();
  const all = Promise.all(Array.from({ length: 20 }, () => client.refresh()));
  await world.pass(10_000);
  await all;
  assert.equal(world.requests, 1);
  void client.refresh();
  await world.pass(1);
  void Promise.all(Array.from({ length: 20 }, () => client.refresh()));
  await world.pass(10_000);
  assert.equal(world.requests, 3);
});

test("the snapshot is the same object, frozen, until something changes, and so is each decision", async () => {
  const { world, client } = begin();
  let calls = 0;
  client.subscribe(() => calls++);
  await world.pass(5000);
  const { snapshot } = client;
  assert(Object.isFrozen(snapshot) && Object.isFrozen(snapshot.features) && Object.isFrozen(snapshot.features.export));
  await world.pass(700_000);
  assert.equal(client.snapshot, snapshot);
  assert.equal(calls, 1);
  world.write("ann-co", { assignments: [{ source: "billing", plan: "pro" }], switches: [{ feature: "export", enabled: false, by: "operator" }] });
  await world.pass(5000);
  assert.notEqual(client.snapshot, snapshot);
  assert.equal(client.snapshot.features.login, snapshot.features.login);
  assert.equal(client.snapshot.features.export.allowed, false);
});

test("without a server it is unavailable, then ready; a failure later is stale, never signed out", async () => {
  const { world, client } = begin({}, (platform) => delete platform.EventSource);
  const { fetch } = client;
  world.isDown = true;
  world.random = () => 0.3;
  client.subscribe(() => {});
  await world.pass(3000);
  assert.equal(client.snapshot.status, "unavailable");
  assert.equal(client.check("export"), undefined);
  world.isDown = false;
  await world.pass(120_000);
  assert.equal(client.snapshot.isStale, false);
  world.isDown = true;
  await world.pass(400_000);
  assert.equal(client.snapshot.isStale, true);
  assert(client.snapshot.staleSince < world.time() - 60);
  assert.equal(client.check("export").allowed, true);
});

test("a plan that is past due says until when it holds", async () => {
  const { world, client } = begin();
  client.subscribe(() => {});
  const endsAt = world.time() + 86_400;
  for (const [until, pastDue] of [[endsAt, { endsAt }], [undefined, { endsAt: undefined }]]) {
    const end = until === undefined ? {} : { expiresAt: until };
    world.write("ann-co", { assignments: [{ source: "billing", plan: "pro", standing: { "past-due": until ?? null }, ...end }] });
    await world.pass(5000);
    assert.deepEqual(client.snapshot.pastDue, pastDue);
  }
  world.write("ann-co", { assignments: [{ source: "billing", plan: "pro" }] });
  await world.pass(5000);
  assert.equal(client.snapshot.pastDue, undefined);
});

test("a policy that decides otherwise than the server is reported", async () => {
  const { world } = begin();
  const answer = world.answer();
  answer.entitlements.features.find(({ feature }) => feature === "export").allowed = false;
  const client = new Client({ session: answer }, world.platform());
  client.subscribe(() => {});
  await world.pass(1000);
  assert.equal(client.snapshot.differs, true);
  assert.equal(client.check("export").allowed, true);
});

test("a policy that does not load leaves the server's decisions", async () => {
  const { world, client } = begin({}, (platform) => (platform.load = () => new Promise(() => {})));
  client.subscribe(() => {});
  await world.pass(9000);
  assert.equal(client.snapshot.by, "server");
  assert.equal(client.check("export").allowed, true);
});

test("a feature that the policy does not have is denied, also by a name of `Object.prototype`", async () => {
  const { world, client } = begin();
  client.subscribe(() => {});
  await world.pass(5000);
  const policy = Object.values(policies)[0];
  for (const name of ["nope", "constructor", "__proto__", "toString"])
    assert.deepEqual(client.check(name), policy.check({}, name, 1));
});

test("a listener that throws is the page's matter", async (t) => {
  const { world, client } = begin();
  const thrown = [];
  client.subscribe(() => {
    throw new Error("mine");
  });
  let called = 0;
  client.subscribe(() => called++);
  t.mock.method(globalThis, "queueMicrotask", (work) => thrown.push(work));
  await world.pass(5000);
  assert.throws(thrown[0], /mine/);
  assert.equal(called, 1);
  assert.equal(client.snapshot.isStale, false);
});

test("a client rests without listeners, and forgets what it knew if that took a while", async () => {
  const { world, client } = begin();
  const stop = client.subscribe(() => {});
  await world.pass(5000);
  stop();
  await world.pass(1_000_000);
  assert.equal(world.requests, 1);
  assert.equal(world.queue.length, 0);
  client.subscribe(() => {});
  assert.equal(client.snapshot.status, "pending");
  client.close();
  assert.equal(client.snapshot.status, "signed-out");
});

test("caps are decided without the policy as with it", () => {
  const random = randomOf(1);
  const policy = Object.values(policies)[0];
  const now = 1_772_700_000;
  for (let i = 0; i < 500; i++) {
    const limit = random() < 0.2 ? "unlimited" : { "at-most": Math.floor(random() * 20) };
    const tenant = { caps: [{ cap: "maxNotes", limit, giver: "manual" }] };
    const [used, amount] = [Math.floor(random() * 25), 1 + Math.floor(random() * 4)];
    const { addOns, minimumTier, ...decision } = policy.checkCap(tenant, "maxNotes", used, amount, now);
    const caps = { maxNotes: policy.entitle(tenant, now).caps[0] };
    assert.deepEqual(capIn({ caps }, "maxNotes", used, amount), { ...decision, addOns: [] });
  }
  assert.equal(capIn({ caps: {} }, "nope", 1), null);
});

test("a server has no tabs: a client made there asks for nothing", async () => {
  const { world } = begin();
  const client = createTierClient({ session: world.answer(), fetch: () => assert.fail("it asked") });
  assert.equal(client.check("export").allowed, true);
});
