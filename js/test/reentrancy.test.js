// A caller's object may run code while it is read: a getter, a Proxy, a reactive store's value. That code
// may ask the same policy. Whatever it does, each part is read once, and the answer is that of a plain object.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Policy } from "../dist/index.js";
import { policyFiles } from "./fixtures.js";

const NOW = 1_700_000_000;
const policy = await Policy.load(policyFiles["alga-prd"]);
const { features, tiers } = policy.describe();
const feature = features.at(-1).id;
const [cap, addOn] = ["anything", "more"];
const other = { assignments: [{ source: "billing", plan: tiers.at(-1).id }], switches: [{ feature, enabled: false, by: "operator" }] };

const plain = () => ({
  edition: "cloud",
  assignments: [
    { source: "billing", plan: tiers[0].id, standing: { trialing: NOW + 5 }, expiresAt: NOW + 9 },
    { source: "manual", plan: tiers[0].id, standing: "good", expiresAt: null },
  ],
  addOns: [{ id: addOn, quantity: 2, giver: "manual", expiresAt: NOW + 1 }],
  switches: [{ feature: features[0].id, enabled: true, by: "operator", expiresAt: NOW + 2 }],
  caps: [{ cap, limit: { "at-most": 3 }, giver: "billing", expiresAt: NOW + 3 }],
  attributes: [["a", "b"]],
});

/** Asks about everyone else, in each way there is. */
const intrude = () => {
  policy.resolve(other, NOW);
  policy.describe();
  policy.check(other, feature, NOW);
  policy.onBilling([]);
  assert.throws(() => policy.resolve({ assignments: [{ source: "nobody" }] }, NOW));
};

/** The places of a value and of all that is in it, as lists of keys. */
const places = (value, path = []) =>
  Object.keys(Object(typeof value === "string" ? null : value)).flatMap((key) => [
    [...path, key],
    ...places(value[key], [...path, key]),
  ]);

/** The object around a place, and the place's key in it. */
const around = (root, path) => [path.slice(0, -1).reduce((value, key) => value[key], root), path.at(-1)];

/** Ways in which a part of an object is computed when it is read; `seen` hears of each reading. */
const ways = {
  getter(root, path, seen) {
    const [parent, key] = around(root, path);
    const value = parent[key];
    Object.defineProperty(parent, key, { enumerable: true, get: () => (seen(), value) });
    return root;
  },
  proxy(root, path, seen) {
    const [parent, key] = around(root, path);
    const get = (target, name) => (name === key && seen(), target[name]);
    const proxy = new Proxy(parent, { get });
    if (path.length === 1) return proxy;
    const [above, name] = around(root, path.slice(0, -1));
    above[name] = proxy;
    return root;
  },
};

const calls = {
  check: (tenant) => policy.check(tenant, feature, NOW),
  entitle: (tenant) => policy.entitle(tenant, NOW),
  resolve: (tenant) => policy.ask({ call: "resolve", tenant, now: NOW }),
};

for (const [way, computed] of Object.entries(ways))
  for (const path of places(plain()))
    test(`a ${way} at ${path.join(".")} is read once, and asks whatever it likes`, () => {
      for (const [name, call] of Object.entries(calls)) {
        let reads = 0;
        const tenant = computed(plain(), path, () => {
          reads++;
          intrude();
        });
        assert.deepEqual(call(tenant), call(plain()), name);
        assert.equal(reads, 1, name);
      }
    });

test("what is checked is what is sent", () => {
  let reads = 0;
  const twice = [{ source: "billing", plan: "a" }, { source: "billing", plan: "a" }];
  const tenant = { get assignments() { return reads++ ? twice : []; } };
  assert.deepEqual(policy.resolve(tenant, NOW), policy.resolve({}, NOW));
  assert.throws(() => policy.resolve(tenant, NOW), { code: "bad-request" });
  assert.equal(reads, 2);
});

test("what the caller's own code throws comes out as it is", () => {
  const mine = new Error("mine");
  const tenant = { get edition() { throw mine; } };
  assert.throws(() => policy.resolve(tenant, NOW), mine);
  assert.equal(policy.resolve({}, NOW).tier, policy.resolve({}, NOW).tier);
});

test("a list that grows while it is read has the length that it began with", () => {
  const attributes = [["a", "b"]];
  Object.defineProperty(attributes, 0, { enumerable: true, get: () => (attributes.push(["c"]), ["a", "b"]) });
  policy.resolve({ attributes }, NOW);
  assert.equal(attributes.length, 2);
});
