// One instance answers a million calls in the memory that it began with.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Policy } from "../dist/index.js";
import { noPolicies, policyFiles } from "./fixtures.js";

const CHECKS = Number(process.env.TIERGATE_CHECKS ?? 1_000_000);
const NOW = 1772700000;

/** Keeps hold of every memory that an instance is given. */
const memories = [];
const { Instance } = WebAssembly;
WebAssembly.Instance = class extends Instance {
  constructor(...args) {
    super(...args);
    memories.push(this.exports.memory);
  }
};

test("memory does not grow with the number of calls", { skip: noPolicies }, async () => {
  const [file] = Object.values(policyFiles);
  const policy = await Policy.load(file);
  const { tiers, features } = policy.describe();
  const tenant = { assignments: [{ source: "billing", plan: tiers.at(-1).id }] };
  const feature = features[0]?.id ?? "";
  const [used, before] = [memories.length, { bytes: 0 }];
  for (let i = 0; i < CHECKS; i++) {
    policy.check(tenant, feature, NOW + (i % 2));
    if (i % 10 === 0) policy.entitle(tenant, NOW);
    if (i === 10) before.bytes = memories.at(-1).buffer.byteLength;
  }
  assert.equal(memories.length, used + 1, "one instance for all calls");
  assert.equal(memories.at(-1).buffer.byteLength, before.bytes);
});
