// The scenarios of OpenFeature's specification (assets/gherkin of open-feature/spec), in its own SDKs, for the kinds
// of flags that there are here. Each is named as there; what does not apply is counted, with why.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import * as web from "@openfeature/web-sdk";
import * as server from "@openfeature/server-sdk";
import { TiergateWebProvider } from "tiergate/openfeature";
import { TiergateServerProvider } from "tiergate/openfeature/server";
import { tiersOf } from "tiergate/server";
import { createTierClient } from "../dist/index.js";
import { answerOf } from "./browser/site.js";

/** On free, `login` is always on, `export` is denied, and this cap is the tenant's own. */
const facts = (limit) => ({ assignments: [{ source: "billing", plan: "free" }], caps: [{ cap: "maxNotes", limit: { "at-most": limit }, giver: "manual" }] });
const sessions = { ten: answerOf("ten", facts(10)), zero: answerOf("zero", facts(0)) };

/** Flags that exist: name of the scenario, type, flag, default, value, variant, reason, tenant. */
const RESOLVED = [
  ["Resolves boolean value and details", "Boolean", "login", false, true, "true", "STATIC"],
  ["Resolves string value and details", "String", "tier", "bye", "free", "free", "TARGETING_MATCH"],
  ["Resolves integer value and details", "Number", "maxNotes", 1, 10, "10", "TARGETING_MATCH"],
  ["Resolves zero value: boolean", "Boolean", "export", true, false, "false", "TARGETING_MATCH"],
  ["Resolves zero value: integer", "Number", "maxNotes", 1, 0, "0", "TARGETING_MATCH", "zero"],
];
/** Flags that are at fault: name of the scenario, type, flag, default, error. */
const FAILED = [
  ["Flag not found: boolean", "Boolean", "missing-flag", false, "FLAG_NOT_FOUND"],
  ["Flag not found: string", "String", "missing-flag", "uh-oh", "FLAG_NOT_FOUND"],
  ["Flag not found: number", "Number", "missing-flag", 0.1, "FLAG_NOT_FOUND"],
  ["Flag not found: object", "Object", "missing-flag", { a: 1 }, "FLAG_NOT_FOUND"],
  ["Type mismatch: a boolean as a string", "String", "login", "bye", "TYPE_MISMATCH"],
  ["Type mismatch: a string as a boolean", "Boolean", "tier", false, "TYPE_MISMATCH"],
  ["Type mismatch: a string as a number", "Number", "tier", 13, "TYPE_MISMATCH"],
  ["Type mismatch: a string as an object", "Object", "tier", {}, "TYPE_MISMATCH"],
];
const INAPPLICABLE = [
  "a float, and an object: a cap is a whole number, and nothing is an object",
  "reason DEFAULT: whatever a tenant has decides",
  "a provider in a fatal state: every failure may pass",
  "no metadata: an answer always has what it is based on",
  "tracking: nothing is tracked",
];

for (const [name, { OpenFeature }, providerOf] of [
  ["web", web, (tenant) => new TiergateWebProvider(createTierClient({ session: sessions[tenant] }))],
  ["server", server, (tenant) => new TiergateServerProvider(async ({ targetingKey = tenant }) => sessions[targetingKey] && tiersOf(sessions[targetingKey]))],
])
  describe(`OpenFeature's scenarios, ${name}`, () => {
    before(async () => {
      for (const tenant of ["ten", "zero"]) await OpenFeature.setProviderAndWait(tenant, providerOf(tenant));
    });
    after(() => OpenFeature.close());
    const detailsOf = async (type, flag, fallback, tenant = "ten", more) => OpenFeature.getClient(tenant)[`get${type}Details`](flag, fallback, ...(more ?? []));

    for (const [scenario, type, flag, fallback, value, variant, reason, tenant] of RESOLVED)
      test(scenario, async () => {
        const details = await detailsOf(type, flag, fallback, tenant);
        assert.deepEqual([details.flagKey, details.value, details.variant, details.reason, details.errorCode], [flag, value, variant, reason, undefined]);
        assert.equal(await OpenFeature.getClient(tenant ?? "ten")[`get${type}Value`](flag, fallback), value);
      });

    for (const [scenario, type, flag, fallback, errorCode] of FAILED)
      test(scenario, async () => {
        const details = await detailsOf(type, flag, fallback);
        assert.deepEqual([details.value, details.variant, details.reason, details.errorCode], [fallback, undefined, "ERROR", errorCode]);
      });

    test("Flag metadata in evaluation details", async () => {
      const { flagMetadata } = await detailsOf("Boolean", "export", true);
      const { policy, revision } = sessions.ten;
      assert.deepEqual(flagMetadata, { tier: "free", digest: policy.digest, revision, minimumTier: "pro" });
    });

    test("Passes evaluation details to after and finally hooks; errors to error and finally hooks", async () => {
      const called = [];
      const hook = { before: () => void called.push(["before"]), error: () => void called.push(["error"]) };
      for (const stage of ["after", "finally"]) hook[stage] = (_, { value, reason, errorCode }) => void called.push([stage, value, reason, errorCode]);
      const client = OpenFeature.getClient("ten").addHooks(hook);
      await client.getBooleanDetails("login", false);
      assert.deepEqual(called.splice(0), [["before"], ["after", true, "STATIC", undefined], ["finally", true, "STATIC", undefined]]);
      await client.getStringDetails("missing-flag", "uh-oh");
      assert.deepEqual(called.splice(0), [["before"], ["error"], ["finally", "uh-oh", "ERROR", "FLAG_NOT_FOUND"]]);
    });

    test("Provider not ready error", async () => {
      OpenFeature.setProvider("slow", name === "web" ? new TiergateWebProvider(createTierClient({ url: "http://127.0.0.1:1" })) : providerOf("nobody"));
      const details = await detailsOf("Boolean", "login", false, "slow");
      assert.deepEqual([details.value, details.reason, details.errorCode], [false, "ERROR", "PROVIDER_NOT_READY"]);
    });

    if (name === "server")
      test("Resolves based on context", async () => {
        assert.equal((await detailsOf("Number", "maxNotes", 1, "ten", [{ targetingKey: "zero" }])).value, 0);
        assert.equal((await detailsOf("Number", "maxNotes", 1, "ten", [{}])).value, 10);
      });

    test("what does not apply", (t) => INAPPLICABLE.forEach((why) => t.diagnostic(why)));
  });
