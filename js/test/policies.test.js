// What holds for every policy, asked of each in the folder of policies.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { Policy } from "../dist/index.js";
import { policyFiles } from "./fixtures.js";

const NOW = 1772700000;

/** The shared cases: a map's name, a request, and the whole answer. */
const seed = process.env.TIERGATE_CASES;
const cases = seed && existsSync(seed) ? JSON.parse(readFileSync(seed)) : [];

/** Tenants of every tier, with and without what may cover it. */
const tenantsOf = ({ tiers, addOns, editions, features, caps }) => [
  {},
  ...tiers.map(({ id }) => ({ assignments: [{ source: "billing", plan: id }] })),
  ...tiers.map(({ id }) => ({
    edition: editions.at(-1)?.id,
    assignments: [
      { source: "default", plan: id },
      { source: "trial", plan: tiers.at(-1).id, expiresAt: NOW + 1 },
      { source: "manual", plan: "\u{10ffff} no such plan", standing: { "past-due": null } },
    ],
    addOns: addOns.map((addOn, i) => ({ id: addOn.id, quantity: i + 1, giver: "billing", expiresAt: NOW + 2 })),
    switches: features.slice(0, 2).map((feature) => ({ feature: feature.id, enabled: false, by: "tenant" })),
    caps: caps.map(({ id }) => ({ cap: id, limit: { "at-most": 2 ** 53 - 1 }, giver: "manual" })),
    attributes: [["", "\ufeff\0é"]],
  })),
];

for (const [name, file] of Object.entries(policyFiles)) {
  const loaded = Policy.load(file);

  test(`${name}: one answer agrees with the others`, async () => {
    const policy = await loaded;
    for (const tenant of tenantsOf(policy.describe())) {
      const all = policy.entitle(tenant, NOW);
      assert.deepEqual(all.resolution, policy.resolve(tenant, NOW));
      for (const decision of all.features) assert.deepEqual(decision, policy.check(tenant, decision.feature, NOW));
      for (const state of all.caps) assert.deepEqual(state, policy.checkCap(tenant, state.cap, 0, 1, NOW).state);
    }
  });

  test(`${name}: text comes back as it was given`, async () => {
    for (const feature of ["", "\0", "\ufeff", "é\u{1f600}", "__proto__", "x".repeat(100_000)])
      assert.equal((await loaded).check({}, feature, NOW).feature, feature);
  });

  test(`${name}: an unknown cap is null`, async () => {
    assert.equal((await loaded).checkCap({}, "constructor", 0, 1, NOW), null);
  });

  test(`${name}: what signing up and paying give is taken back`, async () => {
    const policy = await loaded;
    for (const returning of [undefined, false, true])
      policy.resolve({ assignments: policy.onSignup(NOW, returning) }, NOW);
    const items = [{ names: ["no such price", "no such product"], quantity: 1 }];
    const { assignments, addOns, caps } = policy.onBilling([{ id: "s", status: "active", items }]);
    policy.entitle({ assignments, addOns, caps }, NOW);
  });

  for (const { why, request, answer } of cases.filter(({ map }) => map === name)) {
    test(`${name}: ${why}`, async () => {
      assert.deepEqual((await loaded).ask(request), answer);
    });
  }
}
