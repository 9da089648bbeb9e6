import assert from "node:assert/strict";
import { test } from "node:test";
import { Policy } from "../dist/index.js";
import { error } from "./fixtures.js";
import { fake } from "./wasm.js";

const policy = await Policy.load(fake());
const PAST = 2 ** 53;

const assignment = { source: "manual", plan: "pro", standing: "good", expiresAt: 5 };
const held = { id: "a", giver: "manual" };
const off = { feature: "f", enabled: false, by: "tenant" };
const cap = { cap: "c", limit: "unlimited", giver: "billing" };
const item = { names: ["price", "product"], quantity: 1 };
const subscription = { id: "s", status: "active" };
const billed = (change) => ({ call: "onBilling", subscriptions: [{ ...subscription, ...change }] });
const resolve = (tenant) => ({ call: "resolve", tenant, now: 1 });
const assigned = (change) => resolve({ assignments: [{ ...assignment, ...change }] });
const own = (json) => JSON.parse(json);

const wellFormed = {
  "no facts": resolve({}),
  "every fact": resolve({
    edition: "e",
    assignments: [assignment],
    addOns: [{ ...held, quantity: 2 }],
    switches: [off],
    caps: [cap],
    attributes: [["a", "b"]],
  }),
  "null for an option": resolve({ edition: null, assignments: [{ source: "trial", plan: null, expiresAt: null }] }),
  "undefined for what may be left out": resolve({ edition: undefined, assignments: undefined }),
  "no standing": assigned({ standing: undefined }),
  "a payload": assigned({ standing: { trialing: 0 } }),
  "no end": assigned({ standing: { "past-due": null } }),
  "the largest number": assigned({ expiresAt: PAST - 1 }),
  "the first second of the year 10000": assigned({ expiresAt: 253402300800 }),
  "billing once per plan": resolve({
    assignments: [{ source: "billing" }, { source: "billing", plan: "null" }, { source: "billing", plan: "a" }],
  }),
  "an operator's switch": resolve({ switches: [{ feature: "f", enabled: true, by: "operator" }] }),
  "no amount": { call: "checkCap", tenant: {}, cap: "c", used: 0, now: 1 },
  "an add-on without a quantity": resolve({ addOns: [held] }),
  "a tenant that returns": { call: "onSignup", now: 1, returning: true },
  "every part of a subscription": billed({ collectionPaused: true, items: [item], trialEndsAt: 1, pastDueSince: 1, endsAt: 1 }),
  "an end of none": billed({ endsAt: null }),
  "a metered item": billed({ items: [{ names: ["a"] }, { names: ["b"], quantity: null }] }),
  "none of an item": billed({ items: [{ ...item, quantity: 0 }] }),
  "past due, since then": billed({ status: "unpaid", pastDueSince: 0 }),
  "no subscriptions": { call: "onBilling" },
  "a zero byte in text": { call: "check", tenant: {}, feature: "\0", now: 1 },
  "a whole pair of surrogates": { call: "check", tenant: {}, feature: "\u{1f600}", now: 1 },
};

for (const [what, request] of Object.entries(wellFormed)) {
  test(`well-formed: ${what}`, () => {
    policy.ask(request);
  });
}

const malformed = {
  "null": null,
  "a list": [],
  "text": "resolve",
  "no call": { now: 1 },
  "an unknown call": { call: "toString" },
  "a call that is not text": { call: ["resolve"], tenant: {}, now: 1 },
  "another call's key": { call: "resolve", tenant: {}, now: 1, feature: "f" },
  "no tenant": { call: "resolve", now: 1 },
  "no time": { call: "resolve", tenant: {} },
  "an unknown key": resolve({ plan: "pro" }),
  "__proto__": own('{"call":"resolve","tenant":{"__proto__":{}},"now":1}'),
  "constructor": resolve({ constructor: 1 }),
  "a key at any depth": assigned({ tier: "pro" }),
  "toString as a value": own('{"call":"resolve","tenant":{"edition":{"toString":1,"valueOf":1}},"now":1}'),
  "null for a record": resolve(null),
  "a list for a record": resolve([]),
  "null for a list": resolve({ assignments: null }),
  "a record for a list": resolve({ assignments: {} }),
  "a hole in a list": resolve({ assignments: new Array(1) }),
  "null for standing": assigned({ standing: null }),
  "an unknown case": assigned({ standing: "bad" }),
  "a case with a payload, bare": assigned({ standing: "trialing" }),
  "a case without one, with it": assigned({ standing: { good: null } }),
  "two cases": assigned({ standing: { trialing: 1, "past-due": 1 } }),
  "an empty key beside a case": assigned({ standing: { trialing: 1, "": 1 } }),
  "no case": assigned({ standing: {} }),
  "a list for a case": assigned({ standing: ["good"] }),
  "null for a payload": assigned({ standing: { trialing: null } }),
  "an enum's case with a payload": assigned({ source: { manual: null } }),
  "no giver": resolve({ addOns: [{ id: "a" }] }),
  "no enabled": resolve({ switches: [{ feature: "f", by: "tenant" }] }),
  "no by": resolve({ switches: [{ feature: "f", enabled: false }] }),
  "0 for a bool": resolve({ switches: [{ ...off, enabled: 0 }] }),
  "a number as text": { call: "resolve", tenant: {}, now: "1" },
  "below 0": { call: "resolve", tenant: {}, now: -1 },
  "-0": { call: "resolve", tenant: {}, now: -0 },
  "a fraction": { call: "resolve", tenant: {}, now: 0.5 },
  "no number": { call: "resolve", tenant: {}, now: NaN },
  "a bigint": { call: "resolve", tenant: {}, now: 1n },
  "past 2^53-1": { call: "resolve", tenant: {}, now: PAST },
  "past 2^53-1, at depth": assigned({ expiresAt: PAST }),
  "a number for text": resolve({ edition: 5 }),
  "a symbol for text": resolve({ edition: Symbol("e") }),
  "a lone surrogate": resolve({ edition: "\ud800" }),
  "a tuple too short": resolve({ attributes: [["a"]] }),
  "a tuple too long": resolve({ attributes: [["a", "b", "c"]] }),
  "a record for a tuple": resolve({ attributes: [{ 0: "a", 1: "b" }] }),
  "an amount of 0": { call: "checkCap", tenant: {}, cap: "c", used: 0, amount: 0, now: 1 },
  "a null amount": { call: "checkCap", tenant: {}, cap: "c", used: 0, amount: null, now: 1 },
  "two manual assignments": resolve({ assignments: [assignment, { source: "manual" }] }),
  "two trials": resolve({ assignments: [{ source: "trial" }, { source: "trial" }] }),
  "two defaults": resolve({ assignments: [{ source: "default" }, { source: "default", plan: "a" }] }),
  "one plan twice": resolve({ assignments: [{ source: "billing", plan: "a" }, { source: "billing", plan: "a" }] }),
  "no plan twice": resolve({ assignments: [{ source: "billing" }, { source: "billing", plan: null }] }),
  "a tenant that switches on": resolve({ switches: [{ ...off, enabled: true }] }),
  "none of an add-on": resolve({ addOns: [{ ...held, quantity: 0 }] }),
  "a null quantity of an add-on": resolve({ addOns: [{ ...held, quantity: null }] }),
  "a null for returning": { call: "onSignup", now: 1, returning: null },
  "1 for returning": { call: "onSignup", now: 1, returning: 1 },
  "past due, since when?": billed({ status: "past-due" }),
  "unpaid, since when?": billed({ status: "unpaid", pastDueSince: null }),
  "a null for collectionPaused": billed({ collectionPaused: null }),
  "an item without names": billed({ items: [{ quantity: 1 }] }),
  "an item of no names": billed({ items: [{ ...item, names: [] }] }),
  "an item with a product": billed({ items: [{ product: "a", quantity: 1 }] }),
  "a fraction of an item": billed({ items: [{ ...item, quantity: 0.5 }] }),
};

for (const [what, request] of Object.entries(malformed)) {
  test(`malformed: ${what}`, () => {
    assert.throws(() => policy.ask(request), error("bad-request"));
  });
}

test("a message names the place, the text and what to give", () => {
  const message = "`tenant.assignments[0].source`: give one of manual,trial,billing,default, not `stripe`";
  assert.throws(() => policy.resolve({ assignments: [{ source: "stripe" }] }, 1), { message });
});

test("a message names what has to be at least one", () => {
  const message = (path) => ({ message: `\`${path}\`: give at least one, not \`0\`` });
  assert.throws(() => policy.resolve({ addOns: [{ ...held, quantity: 0 }] }, 1), message("tenant.addOns[0].quantity"));
  assert.throws(() => policy.checkCap({}, "c", 0, 0, 1), message("amount"));
  assert.throws(() => policy.ask(billed({ items: [{ names: [] }] })), message("subscriptions[0].items[0].names"));
});

test("inherited keys are not facts", () => {
  assert.throws(() => policy.ask(Object.create({ call: "describe" })), error("bad-request"));
  policy.resolve(Object.create({ plan: "x" }), 1);
});

test("a policy does not hear of a malformed request", async () => {
  const trap = await Policy.load(fake({ code: { cabi_realloc: [0x00], resolve: [0x00] } }));
  assert.throws(() => trap.ask(assigned({ source: "stripe" })), error("bad-request"));
  assert.throws(() => trap.ask(assigned({})), error("unavailable"));
});

test("methods ask what their names say", async () => {
  const decision = policy.check({}, "f", 1);
  assert.deepEqual(decision, { feature: "", allowed: false, reason: "always-on", addOns: [], together: false });
  assert.equal(policy.resolve({}, 1).source, undefined);
  assert.equal(policy.checkCap({}, "c", 0, undefined, 1), null);
  assert.deepEqual(policy.entitle({}, 1).features, []);
  assert.deepEqual(policy.onSignup(1), []);
  assert.deepEqual(policy.onSignup(1, true), []);
  assert.deepEqual(policy.onBilling([]), { assignments: [], addOns: [], caps: [], unknownProducts: [] });
  assert.equal(policy.describe().name, "");
});

const standings = (moment) => [{ trialing: moment }, { "past-due": moment }];

test("methods take seconds, and refuse milliseconds", () => {
  const wrong = [253402300800, 1772700000000, 2 ** 52 - 1];
  const ending = (expiresAt) => ({
    assignments: [{ ...assignment, expiresAt }],
    addOns: [{ ...held, expiresAt }],
    switches: [{ ...off, expiresAt }],
    caps: [{ ...cap, expiresAt }],
  });
  for (const moment of wrong) {
    for (const ask of [
      () => policy.resolve({}, moment),
      () => policy.check({}, "f", moment),
      () => policy.checkCap({}, "c", 0, 1, moment),
      () => policy.entitle({}, moment),
      () => policy.onSignup(moment),
      () => policy.onSignup(moment, true),
      ...Object.entries(ending(moment)).map(([key, facts]) => () => policy.check({ [key]: facts }, "f", 1)),
      ...standings(moment).map((standing) => () => policy.check({ assignments: [{ ...assignment, standing }] }, "f", 1)),
      ...["trialEndsAt", "pastDueSince", "endsAt"].map((key) => () => policy.onBilling([{ ...subscription, [key]: moment }])),
    ])
      assert.throws(ask, error("bad-request", /seconds, not milliseconds/));
  }
  for (const moment of [253402300799, 2 ** 52, 2 ** 53 - 1]) {
    policy.entitle(ending(moment), moment);
    for (const standing of standings(moment)) policy.resolve({ assignments: [{ ...assignment, standing }] }, moment);
    policy.onBilling([{ ...subscription, trialEndsAt: moment, pastDueSince: moment, endsAt: moment }]);
  }
});

test("requests take every time of the contract", () => {
  for (const moment of [253402300800, 2 ** 52 - 1]) {
    policy.ask({ call: "onSignup", now: moment });
    policy.ask(billed({ trialEndsAt: moment, pastDueSince: moment, endsAt: moment }));
    for (const standing of standings(moment)) policy.ask(assigned({ standing, expiresAt: moment }));
  }
});

test("numbers that are no times may be as large as times in milliseconds", () => {
  const large = 1772700000000;
  policy.checkCap({ caps: [{ ...cap, limit: { "at-most": large } }], addOns: [{ ...held, quantity: large }] }, "c", large, large, 1);
  policy.onBilling([{ ...subscription, items: [{ ...item, quantity: large }] }]);
});
