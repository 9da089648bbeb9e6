// What a hostile or broken policy may do, and that it comes out as `unavailable`.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Policy } from "../dist/index.js";
import { error } from "./fixtures.js";
import { fake, i32, word } from "./wasm.js";

const FROM = 4096;
const PAGE = 65536;
const check = (policy) => policy.check({}, "export", 1);

/** A policy whose decision lies at `at`, with `bytes` there. */
const answering = (bytes, at = FROM, more = {}) => Policy.load(fake({ code: { check: i32(at) }, data: [[at, bytes]], ...more }));

/** A decision: feature, allowed, reason, minimum tier, add-ons, together, valid until. */
const decision = (change = {}) => {
  const parts = {
    feature: [...word(0), ...word(0)],
    allowed: [1],
    reason: [0],
    reasonText: [...word(0), ...word(0)],
    minimumTier: [0, 0, 0, 0, ...word(0), ...word(0)],
    addOns: [...word(0), ...word(0)],
    together: [0],
    validUntil: [0, 0, 0, 0, 0, 0, 0, 0, ...word(0, 8)],
    ...change,
  };
  const { feature, allowed, reason, reasonText, minimumTier, addOns, together, validUntil } = parts;
  const head = [...feature, ...allowed, 0, 0, 0, ...reason, 0, 0, 0, ...reasonText, ...minimumTier, ...addOns, ...together];
  return [...head, ...Array((8 - (head.length % 8)) % 8).fill(0), ...validUntil];
};

test("an answer is read as the canonical ABI has it", async () => {
  const text = [...new TextEncoder().encode("\ufeffé")];
  const at = FROM + 512;
  const bytes = decision({
    feature: [...word(at), ...word(text.length)],
    allowed: [255],
    reason: [2],
    reasonText: [...word(at), ...word(3)],
    minimumTier: [1, 0, 0, 0, ...word(at), ...word(0)],
    addOns: [...word(FROM), ...word(0)],
    together: [2],
    validUntil: [1, 0, 0, 0, 0, 0, 0, 0, ...word(2 ** 53 - 1, 8)],
  });
  const policy = await Policy.load(fake({ code: { check: i32(FROM) }, data: [[FROM, bytes], [at, text]] }));
  assert.equal(
    JSON.stringify(check(policy)),
    '{"feature":"\ufeffé","allowed":true,"reason":{"tier":"\ufeff"},"minimumTier":"","addOns":[],"together":true,"validUntil":9007199254740991}',
  );
});

const hostile = {
  "an answer past the memory": answering([], PAGE - 8),
  "an answer at the end of what an address can be": Policy.load(fake({ code: { check: i32(-8) } })),
  "an answer out of place": answering(decision(), FROM + 4),
  "text past the memory": answering(decision({ feature: [...word(PAGE - 1), ...word(2)] })),
  "text past all memory": answering(decision({ feature: [...word(2 ** 32 - 1), ...word(2 ** 32 - 1)] })),
  "text that is not UTF-8": answering(decision({ feature: [...word(FROM + 8), ...word(1)] }).with(8, 0xff)),
  "a lone surrogate": Policy.load(
    fake({
      code: { check: i32(FROM) },
      data: [[FROM, decision({ feature: [...word(FROM + 512), ...word(3)] })], [FROM + 512, [0xed, 0xa0, 0x80]]],
    }),
  ),
  "a list past the memory": answering(decision({ addOns: [...word(PAGE - 8), ...word(2)] })),
  "four billion items": answering(decision({ addOns: [...word(0), ...word(2 ** 32 - 1)] })),
  "a list out of place": answering(decision({ addOns: [...word(2), ...word(1)] })),
  "an empty list out of place": answering(decision({ addOns: [...word(2), ...word(0)] })),
  "an unknown case": answering(decision({ reason: [10] })),
  "neither none nor some": answering(decision({ minimumTier: [2, 0, 0, 0, ...word(0), ...word(0)] })),
  "a number past 2^53-1": answering(decision({ validUntil: [1, 0, 0, 0, 0, 0, 0, 0, ...word(2 ** 53, 8)] })),
  "the largest number there is": answering(
    decision({ validUntil: [1, 0, 0, 0, 0, 0, 0, 0, ...Array(8).fill(255)] }),
  ),
  "a feature that requires itself": answering(
    [
      ...decision({ allowed: [0], reason: [8], reasonText: [...word(FROM + decision().length), ...word(6)] }),
      ...new TextEncoder().encode("export"),
    ],
  ),
  "a feature that requires an unknown one": answering(decision({ allowed: [0], reason: [8] })),
  "a trap": Policy.load(fake({ code: { check: [0x00] } })),
  "no room for an argument": Policy.load(fake({ code: { cabi_realloc: i32(PAGE) } })),
  "an argument out of place": Policy.load(fake({ code: { cabi_realloc: i32(2) } })),
  "a trap where an argument goes": Policy.load(fake({ code: { cabi_realloc: [0x00] } })),
};

for (const [what, policy] of Object.entries(hostile)) {
  test(`hostile: ${what}`, async () => {
    const loaded = await policy;
    assert.throws(() => check(loaded), error("unavailable"));
  });
}

test("a call without end on the stack is cut off", async () => {
  const self = [0x20, 0, 0x20, 1, 0x20, 2, 0x20, 3, 0x20, 4, 0x20, 5, 0x20, 6, 0x20, 7, 0x20, 8, 0x20, 9, 0x20, 10, 0x20, 11];
  const again = [...self, 0x20, 12, 0x20, 13, 0x20, 14, 0x20, 15, 0x10, 2];
  const policy = await Policy.load(fake({ code: { check: again } }));
  assert.throws(() => check(policy), error("unavailable"));
});

test("a small memory cannot spell out an endless answer", async () => {
  // 500 features, each of which has the same 8,000 add-ons.
  const features = Array.from({ length: 500 }, () => decision({ addOns: [...word(0), ...word(8000)] })).flat();
  const answer = [...Array(80).fill(0), ...word(2 * FROM), ...word(500)];
  const data = [[FROM, answer], [2 * FROM, features]];
  const policy = await Policy.load(fake({ code: { entitle: i32(FROM) }, data }));
  assert.throws(() => policy.entitle({}, 1), error("unavailable", /bad pointer/));
});

test("memory past 16 MiB is not looked at", async () => {
  const policy = await Policy.load(fake({ code: { check: i32(2 ** 24) }, pages: [300, 300] }));
  assert.throws(() => check(policy), error("unavailable"));
});

test("after a failure the next call has an instance of its own", async () => {
  // The first call of an instance traps, the next ones do not.
  const once = [...i32(0), 0x28, 2, 0, 0x04, 0x40, 0x05, ...i32(0), ...i32(1), 0x36, 2, 0, 0x00, 0x0b, ...i32(FROM)];
  const policy = await Policy.load(fake({ code: { resolve: once } }));
  const tenant = {};
  for (let i = 0; i < 3; i++) assert.throws(() => policy.resolve(tenant, 1), error("unavailable"));
});

test("one tenant's instance is not another's", async () => {
  // The answer is at 0, where each call counts up: the length of the tier's name.
  const count = [...i32(4), ...i32(4), 0x28, 2, 0, ...i32(1), 0x6a, 0x36, 2, 0, ...i32(0)];
  const policy = await Policy.load(fake({ code: { resolve: count } }));
  const [one, other] = [{}, {}];
  const lengths = [one, one, other, one].map((tenant) => policy.resolve(tenant, 1).tier.length);
  assert.deepEqual(lengths, [1, 2, 1, 1]);
});
