// The kit and the command say the same of random maps, broken ones too.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { loadKit, MapError } from "tiergate/author";
import { Policy } from "tiergate";
import { dice, randomMap } from "./maps.js";

const run = promisify(execFile);
const command = process.env.TIERGATE_BIN;
assert(command, "the command is needed: run `cargo xtask test`, or set TIERGATE_BIN to the path of a built `tiergate`");
const isFull = process.env.TIERGATE_FUZZ === "full";
const seed = Number(process.env.TIERGATE_SEED ?? Date.now() % 2 ** 31);
const COUNT = isFull ? 2000 : 200;
const kit = await loadKit();

const folder = mkdtempSync(join(tmpdir(), "tiergate-kit-"));
after(() => rmSync(folder, { recursive: true }));
before(() => console.log(`seed ${seed}: TIERGATE_SEED=${seed} repeats it`));

/** Runs the command, and returns what it wrote and its exit code. */
const tiergate = (args) =>
  run(command, args, { cwd: folder, maxBuffer: 1 << 26 }).then(({ stdout }) => ({ stdout, code: 0 }), ({ stdout, stderr, code }) => ({ stdout, stderr, code }));

/** Converts the command's columns, which count characters, to JavaScript's. */
const inUnits = (problem, text) => {
  const line = text.replace(/^\ufeff/, "").split("\n")[problem.line - 1];
  return { ...problem, column: [...line].slice(0, problem.column - 1).join("").length + 1 };
};

/** Asks both about one map, and returns how many problems it has. */
const compareOne = async (random, number) => {
  const { text, format, way } = randomMap(random);
  const name = `map-${number}.${format}`;
  writeFileSync(join(folder, name), text);
  const { stdout, code } = await tiergate(["map", "check", name, "--json"]);
  const expected = JSON.parse(stdout).map((problem) => inUnits(problem, text));
  const about = `seed ${seed}, map ${number} (${way}):\n${text}`;
  const problems = kit.check({ name, text });
  assert.deepEqual(problems, expected, about);
  for (const { line, column, text: shown } of problems)
    assert.ok(text.replace(/^\ufeff/, "").split("\n")[line - 1].startsWith(shown, column - 1), `${shown} is not at ${line}:${column}; ${about}`);
  const isRefused = problems.some(({ severity }) => severity === "error");
  assert.equal(code, isRefused ? 3 : 0, about);
  if (isRefused) assert.throws(() => kit.preview({ name, text }), (error) => error instanceof MapError && error.problems.length === problems.length);
  else await comparePreview({ name, text }, about);
  return { way, format, isRefused, warnings: problems.length > 0 && !isRefused, name, text };
};

/** Writes a preview as the command does. */
const comparePreview = async (map, about) => {
  const { stdout } = await tiergate(["map", "preview", map.name]);
  const { name, version, tiers, features, caps } = kit.preview(map);
  const label = ({ id, label }) => (id === label ? id : `${label} (${id})`);
  const cell = (it) => (it === "always" ? "always" : it === "included" ? "yes" : it === "not-included" ? "-" : `with ${it["add-ons"].join(" or ")}`);
  const limit = (it) => (it === "unlimited" ? it : String(it["at-most"]));
  const change = ([id, it]) => `${id} ${"add" in it ? `+${it.add}` : `=${limit(it.set)}`}`;
  const head = (first) => [first, ...tiers.map((tier) => label(tier) + (tier.offered ? "" : ", not offered"))];
  const rows = [
    ...(features.length ? [head("Feature"), ...features.map((it) => [label(it), ...it.tiers.map(cell)])] : []),
    ...(caps.length ? [[...head("Cap"), "Add-ons"], ...caps.map((it) => [label(it), ...it.limits.map(limit), it.addOns.map(change).join(", ")])] : []),
  ];
  // A table's cells are padded, and the command escapes hidden characters: only what is visible is compared.
  const bare = (text) => text.replace(/\\u\{[0-9a-f]+\}|\\r|-{3,}|[\s|]|[\p{C}\p{Zl}\p{Zp}]/gu, "");
  assert.equal(bare([`${name} ${version}`, ...rows.flat()].join(" | ")), bare(stdout), about);
};

test(`${COUNT} random maps`, { timeout: 1_200_000 }, async (t) => {
  const random = dice(seed);
  const all = [];
  // Two at once, as many as the machine may have cores. What is drawn is drawn in order.
  for (let i = 0; i < COUNT; i += 2) all.push(...(await Promise.all([compareOne(random, i), compareOne(random, i + 1)])));
  const count = (is) => all.filter(is).length;
  t.diagnostic(`${count((it) => it.isRefused)} refused, ${count((it) => it.warnings)} with warnings, ${count((it) => it.format === "toml")} in TOML`);
  assert.ok(count((it) => it.isRefused) > COUNT / 4 && count((it) => !it.isRefused) > COUNT / 8, "the maps are not mixed enough");
  await compareDecisions(random, all.filter((it) => !it.isRefused && it.way !== "whole").slice(0, isFull ? 100 : 8), t);
});

const NOW = 1772700000;

/** Asks the kit, and the policies that the command builds, the same questions. */
const compareDecisions = async (random, maps, t) => {
  let asked = 0;
  for (const { name, text } of maps) {
    const { code, stderr } = await tiergate(["build", name, "-o", `${name}.wasm`]);
    assert.equal(code, 0, `${stderr}\n${text}`);
    const policy = await Policy.load(new Uint8Array(readFileSync(join(folder, `${name}.wasm`))));
    const catalog = policy.describe();
    assert.deepEqual(kit.decide({ name, text }, { call: "describe" }), catalog);
    assert.deepEqual(kit.compare(catalog, { name, text }), [], `the catalog is not that of\n${text}`);
    for (let i = 0; i < 40; i++) {
      const question = questionFor(catalog, random);
      assert.deepEqual(kit.decide({ name, text }, question), policy.ask(question), `${JSON.stringify(question)}\n${text}`);
      asked++;
    }
  }
  t.diagnostic(`${maps.length} policies built, ${asked} questions asked`);
};

const questionFor = ({ tiers, features, caps, addOns, editions }, random) => {
  const id = (list, none) => (list.length && !random.chance(10) ? random.pick(list).id : none);
  const end = () => (random.chance(40) ? { expiresAt: NOW + random.below(3) - 1 } : {});
  const standing = random.pick(["good", { trialing: NOW + 1 }, { "past-due": null }, { "past-due": NOW }]);
  const tenant = {
    edition: random.chance(30) ? id(editions, "elsewhere") : undefined,
    assignments: ["manual", "trial", "billing", "default"].filter(() => random.chance(40)).map((source) => ({ source, plan: id(tiers, null), standing, ...end() })),
    addOns: addOns.filter(() => random.chance(40)).map((it) => ({ id: it.id, quantity: 1 + random.below(3), giver: "billing", ...end() })),
    switches: features.filter(() => random.chance(15)).map((it) => ({ feature: it.id, enabled: random.chance(50), by: "operator", ...end() })),
    caps: caps.filter(() => random.chance(20)).map((it) => ({ cap: it.id, limit: random.pick(["unlimited", { "at-most": random.below(20) }]), giver: "manual", ...end() })),
  };
  return random.pick([
    { call: "resolve", tenant, now: NOW },
    { call: "check", tenant, feature: id(features, "none"), now: NOW },
    { call: "checkCap", tenant, cap: id(caps, "none"), used: random.below(30), amount: 1 + random.below(3), now: NOW },
    { call: "entitle", tenant, now: NOW },
  ]);
};
