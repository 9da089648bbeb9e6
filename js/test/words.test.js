// The sentences of refusals: the table that the Rust host's are held to as well, and what an upsell makes of them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { planOf } from "../dist/client/labels.js";
import { comparisonOf } from "../dist/client/plans.js";
import { upsellOf } from "../dist/client/upsell.js";
import { unpaidLabelOf } from "../dist/client/words.js";
import { Policy } from "../dist/index.js";
import { fixedClient } from "../dist/client/fixed.js";
import { readSession } from "../dist/server/index.js";
import { policyFiles } from "./fixtures.js";
import { wordsOf } from "./words.js";

const { now, cases } = JSON.parse(readFileSync(new URL("../../tests/messages.json", import.meta.url), "utf8"));
const policy = await Policy.load(policyFiles.messages);

test(`${cases.length} refusals read as the host's do`, () => {
  for (const { tenant, message, ...question } of cases) assert.equal(wordsOf(policy, tenant, question, now), message, JSON.stringify({ tenant, question }));
});

const on = (plan, more = {}) => ({ assignments: [{ source: "billing", plan, ...more }] });
const unpaid = on("pro", { standing: { "past-due": now }, expiresAt: now });
const upsell = (facts, question) => {
  const client = fixedClient({ policy, facts, now });
  return upsellOf(client, client.snapshot, question);
};

test("an upsell of a feature or a cap", () => {
  const [href, see] = ["/account", "See plans"];
  const free = "Your plan, Free, does not have it.";
  assert.deepEqual(upsell(on("free"), { feature: "sync" }), { title: "Sync requires Pro", text: free, action: see, href });
  assert.deepEqual(upsell(on("free"), { feature: "voice" }), { title: "Voice requires the Bot add-on", text: free, action: see, href });
  assert.deepEqual(upsell(on("free"), { feature: "dub" }), { title: "Dubbing requires Pro with the Plus add-on", text: free, action: see, href });
  assert.deepEqual(upsell(on("free"), { feature: "lost" }), { title: "Lost is not available", text: free, href });
  assert.deepEqual(upsell(on("free"), { cap: "notes", used: 5 }), {
    title: "No more notes on Free",
    text: "This would go past your limit of 5 notes. The Pro plan or higher allows it.",
    action: see,
    href,
  });
  assert.deepEqual(upsell(on("premium"), { cap: "teams", used: 2 }), { title: "No more Teams on Premium", text: "This would go past your limit of 2 Teams.", href });
  assert.equal(upsell(on("free"), { cap: "notes", used: 4 }), undefined);
  assert.equal(upsell(on("free"), { cap: "notes", used: 4, amount: 2 }).title, "Not enough notes on Free");
  assert.equal(upsell(on("pro"), { feature: "sync" }), undefined);
});

test("who has not paid is asked to pay, and not to buy the plan again", () => {
  const pay = { title: "A payment failed", action: "Update payment", href: "/account" };
  assert.deepEqual(upsell(unpaid, { feature: "sync" }), { ...pay, text: "Update your payment method to use Sync again." });
  assert.deepEqual(upsell(unpaid, { cap: "notes", used: 5 }), { ...pay, text: "Update your payment method to have more notes again." });
  assert.equal(upsell(unpaid, { feature: "export" }).title, "Export requires Premium");
  const lapsed = fixedClient({ policy, facts: unpaid, now });
  assert.equal(unpaidLabelOf(lapsed.snapshot), "Pro");
  const free = fixedClient({ policy, facts: on("free"), now });
  assert.equal(unpaidLabelOf(free.snapshot), undefined);
});

test("a comparison has one primary choice, unless something is to be done first", () => {
  const plansOf = (facts) => comparisonOf(fixedClient({ policy, facts, now }).snapshot, false).plans;
  const idOf = (plans) => plans.find(({ isNext }) => isNext)?.id;
  assert.equal(idOf(plansOf(on("free"))), "pro");
  assert.equal(idOf(plansOf({ assignments: [{ source: "trial", plan: "pro", expiresAt: now + 9 }] })), undefined);
  assert.equal(idOf(plansOf(on("pro", { standing: { "past-due": now + 9 }, expiresAt: now + 9 }))), undefined);
  const notSetUp = plansOf(on("gone"));
  assert.ok(notSetUp.length > 1 && notSetUp.every(({ isCurrent, isNext, label, action }) => !isCurrent && !isNext && action === `Choose ${label}`));
});

test("a cap of a plan is counted in its unit, and has its own name if there is no limit", () => {
  const caps = [{ id: "storage", label: "Storage", unit: "GB" }, { id: "calls", label: "Calls", unit: "minutes", period: "billing" }];
  const tier = (id, limit) => ({ id, label: id, offered: true, features: [], caps: caps.map(({ id }) => ({ cap: id, limit })) });
  const catalog = { features: [], caps, tiers: [tier("free", { "at-most": 5 }), tier("pro", "unlimited")] };
  const { plans, rows } = comparisonOf({ catalog, tier: "free", isMisconfigured: false }, false);
  const textsOf = ({ lines }) => lines.map(({ text }) => text);
  assert.deepEqual(textsOf(plans[0]), ["5 GB", "5 minutes a billing period"]);
  assert.deepEqual(textsOf(plans[1]), ["Everything in free", "Unlimited Storage", "Unlimited Calls a billing period"]);
  assert.deepEqual(rows.map(({ cells }) => cells), [["5", "Unlimited"], ["5 a billing period", "Unlimited a billing period"]]);
});

test("the name of a plan is known unless nothing is gated, or none is set up", () => {
  const named = (snapshot) => planOf({ status: "ready", label: "Pro", isMisconfigured: false, features: {}, ...snapshot });
  assert.equal(named({}), "Pro");
  assert.equal(named({ isMisconfigured: true }), undefined);
  assert.equal(named({ features: { sync: { reason: "ungated" } } }), undefined);
  assert.equal(planOf({ status: "pending" }), undefined);
});

test("`readSession` says what a plan that was not paid for had, so that a page knows before it has loaded the policy", async () => {
  const answer = (facts) => ({ tenant: "acme", facts, policy: { digest: policy.digest }, entitlements: policy.entitle(facts, now), revision: 1, now });
  const serverOf = (facts) => async (url) => (url.endsWith("/session") ? Response.json(answer(facts)) : new Response(policyFiles.messages));
  const session = await readSession("a=b", { url: "http://one", fetch: serverOf(unpaid) });
  assert.deepEqual(session.paid, policy.entitle(on("pro"), now));
  assert.equal((await readSession("a=b", { url: "http://one", fetch: serverOf(on("pro")) })).paid, undefined);
});
