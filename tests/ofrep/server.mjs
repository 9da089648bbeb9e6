// Asks a server as another service would, with OpenFeature's provider for servers.
//
// usage: node server.mjs URL TOKEN, where the token is of a service; `acme` has the tier `premium`
// without a limit of seats, and `other` has `basic`.

import assert from "node:assert/strict";
import { OFREPProvider } from "@openfeature/ofrep-provider";
import { OpenFeature } from "@openfeature/server-sdk";

const [baseUrl, token] = process.argv.slice(2);
const provider = new OFREPProvider({ baseUrl, headers: [["Authorization", `Bearer ${token}`]] });
await OpenFeature.setProviderAndWait(provider);
const client = OpenFeature.getClient();
const acme = { targetingKey: "acme", region: "eu" };
const other = { targetingKey: "other" };

assert.equal(await client.getBooleanValue("sso", false, acme), true);
assert.equal(await client.getBooleanValue("sso", true, other), false);
assert.equal(await client.getNumberValue("seats", 0, acme), Number.MAX_SAFE_INTEGER);
assert.equal(await client.getNumberValue("seats", 0, other), 3);
assert.equal(await client.getStringValue("tier", "none", acme), "premium");

const denied = await client.getBooleanDetails("sso", true, other);
assert.equal(denied.reason, "TARGETING_MATCH");
assert.equal(denied.variant, "false");
const { reason, minimumTier, message, tier, digest, revision } = denied.flagMetadata;
assert.deepEqual([reason, minimumTier, tier], ["not-included", "premium", "basic"]);
assert.equal(message, "Single sign-on requires the Premium plan or higher.");
assert.match(digest, /^[0-9a-f]{64}$/);
assert.ok(revision > 0);

for (const [ask, errorCode] of [
  [() => client.getBooleanDetails("ssso", true, acme), "FLAG_NOT_FOUND"],
  [() => client.getBooleanDetails("seats", true, acme), "TYPE_MISMATCH"],
  [() => client.getBooleanDetails("sso", true, { targetingKey: "nobody" }), "INVALID_CONTEXT"],
  [() => client.getBooleanDetails("sso", true, {}), "TARGETING_KEY_MISSING"],
]) {
  const details = await ask();
  assert.deepEqual([details.value, details.reason, details.errorCode], [true, "ERROR", errorCode]);
}
await OpenFeature.close();
