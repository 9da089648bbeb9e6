// The OpenFeature providers, in OpenFeature's own SDKs.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as web from "@openfeature/web-sdk";
import * as server from "@openfeature/server-sdk";
import { Client } from "../dist/client/client.js";
import { TiergateWebProvider } from "tiergate/openfeature";
import { TiergateServerProvider } from "tiergate/openfeature/server";
import { tiersOf } from "tiergate/server";
import { World } from "./client/world.js";

const details = ({ value, reason, errorCode, variant }) => ({ value, reason, errorCode, variant });

/** Lets the world's time pass while OpenFeature's promises run. */
const passing = async (world, promise) => {
  let isDone = false;
  const done = promise.finally(() => (isDone = true)).catch((error) => error);
  for (let turn = 0; turn < 200 && !isDone; turn++) {
    await world.pass(100);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return done;
};

test("the web provider: values, reasons and errors by the specification, and change events", async () => {
  const world = new World(3);
  const client = new Client({}, world.platform());
  const events = [];
  for (const event of Object.values(web.ProviderEvents)) web.OpenFeature.addHandler(event, (details) => events.push([event, details?.flagsChanged]));
  await passing(world, web.OpenFeature.setProviderAndWait(new TiergateWebProvider(client)));
  const flags = web.OpenFeature.getClient();
  assert.deepEqual(details(flags.getBooleanDetails("export", false)), { value: true, reason: "TARGETING_MATCH", errorCode: undefined, variant: "true" });
  assert.equal(flags.getBooleanDetails("login", false).reason, "STATIC");
  assert.equal(flags.getNumberValue("maxNotes", 0), 100);
  assert.equal(flags.getStringValue("tier", ""), "pro");
  assert.deepEqual(flags.getBooleanDetails("ai", false).flagMetadata, { tier: "pro", digest: client.snapshot.digest, revision: 1 });
  assert.deepEqual(details(flags.getBooleanDetails("nope", true)), { value: true, reason: "ERROR", errorCode: "FLAG_NOT_FOUND", variant: undefined });
  assert.equal(flags.getBooleanDetails("constructor", true).errorCode, "FLAG_NOT_FOUND");
  for (const [type, flag, value] of [["Boolean", "maxNotes", true], ["Number", "export", 1], ["String", "export", "x"], ["Object", "export", {}]])
    assert.equal(flags[`get${type}Details`](flag, value).errorCode, "TYPE_MISMATCH");

  events.length = 0;
  world.write("ann-co", { assignments: [{ source: "billing", plan: "pro" }], switches: [{ feature: "export", enabled: false, by: "operator" }] });
  await passing(world, new Promise((resolve) => web.OpenFeature.addHandler(web.ProviderEvents.ConfigurationChanged, resolve)));
  assert.deepEqual(events, [[web.ProviderEvents.ConfigurationChanged, ["export"]]]);
  assert.deepEqual(details(flags.getBooleanDetails("export", true)), { value: false, reason: "DISABLED", errorCode: undefined, variant: "false" });

  events.length = 0;
  world.signIn(null);
  client.signOut();
  assert.equal(events[0][0], web.ProviderEvents.Error);
  assert.equal(flags.getBooleanDetails("export", false).value, false);
  await web.OpenFeature.close();
});

test("the web provider is ready again after a switch to another tenant", async () => {
  const world = new World(6);
  world.write("bob-co", {});
  const [client, other] = [new Client({}, world.platform()), new Client({}, world.platform())];
  await passing(world, web.OpenFeature.setProviderAndWait(new TiergateWebProvider(client)));
  const flags = web.OpenFeature.getClient();
  const changed = [];
  flags.addHandler(web.ProviderEvents.ConfigurationChanged, ({ flagsChanged }) => changed.push(...flagsChanged));
  other.subscribe(() => {});
  await world.pass(5000);
  world.signIn("bob-co");
  void other.refresh();
  await passing(world, new Promise((resolve) => flags.addHandler(web.ProviderEvents.Error, resolve)));
  await world.pass(10_000);
  assert.equal(client.snapshot.tenant, "bob-co");
  assert.equal(flags.providerStatus, web.ProviderStatus.READY);
  assert.equal(flags.getBooleanValue("export", true), false);
  assert(changed.includes("export") && changed.includes("tier"), `${changed}`);
  await web.OpenFeature.close();
});

test("the web provider that is closed before anything is known does not go on waiting", async () => {
  const provider = new TiergateWebProvider(new Client({}, new World(5).platform()));
  const initialized = provider.initialize();
  await provider.onClose();
  const never = new Promise((resolve) => setTimeout(resolve, 1000, "it waits").unref());
  assert.match(`${await Promise.race([initialized.catch((error) => error), never])}`, /the status is `pending`/);
});

test("the web provider is in error if nobody is signed in", async () => {
  const world = new World(4);
  world.cookie = null;
  const error = await passing(world, web.OpenFeature.setProviderAndWait(new TiergateWebProvider(new Client({}, world.platform()))));
  assert.match(error.message, /signed-out/);
  assert.equal(web.OpenFeature.getClient().providerStatus, web.ProviderStatus.ERROR);
  await web.OpenFeature.close();
});

test("the server provider answers by the tenant of the context", async () => {
  const world = new World(5);
  const sessions = Object.fromEntries(["ann-co", "bob-co"].map((tenant) => [tenant, ((world.cookie = tenant), world.answer())]));
  world.write("bob-co", {});
  sessions["bob-co"] = ((world.cookie = "bob-co"), world.answer());
  const provider = new TiergateServerProvider(async ({ targetingKey }) => {
    if (targetingKey === "broken") throw new Error("down");
    return sessions[targetingKey] && tiersOf(sessions[targetingKey]);
  });
  await server.OpenFeature.setProviderAndWait(provider);
  const flags = server.OpenFeature.getClient();
  assert.equal(await flags.getBooleanValue("export", false, { targetingKey: "ann-co" }), true);
  assert.equal(await flags.getBooleanValue("export", true, { targetingKey: "bob-co" }), false);
  assert.equal(await flags.getNumberValue("maxNotes", 0, { targetingKey: "bob-co" }), 5);
  assert.equal(await flags.getStringValue("tier", "", { targetingKey: "ann-co" }), "pro");
  assert.equal((await flags.getObjectDetails("tier", {}, { targetingKey: "ann-co" })).errorCode, "TYPE_MISMATCH");
  assert.equal((await flags.getBooleanDetails("export", false, {})).errorCode, "PROVIDER_NOT_READY");
  const broken = await flags.getBooleanDetails("export", false, { targetingKey: "broken" });
  assert.deepEqual([broken.value, broken.reason, broken.errorCode], [false, "ERROR", "GENERAL"]);
  await server.OpenFeature.close();
});
