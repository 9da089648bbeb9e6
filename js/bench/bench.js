// What the browser's host costs in Node: `cargo xtask bench` runs it and puts it in its table.
// Prints one JSON object on each line: the name, the median time and its unit.
import { readFile } from "node:fs/promises";
import { Policy } from "../dist/index.js";

const file = await readFile(process.argv[2]);
const policy = await Policy.load(file);
const now = 1_772_700_000;
const tenant = () => ({ assignments: [{ source: "billing", plan: "pro" }] });
const same = tenant();

await measure("check, fresh instance", 200, () => policy.check(tenant(), "feature-17", now));
await measure("check, live instance", 2_000, () => policy.check(same, "feature-17", now));
await measure("entitle of 60 features, fresh instance", 100, () => policy.entitle(tenant(), now));
await measure("entitle of 60 features, live instance", 200, () => policy.entitle(same, now));
await measure("load a policy from bytes", 1, () => Policy.load(file));

/** Prints the median, over 60 rounds of so many turns, of the time that one turn takes. */
async function measure(name, turns, work) {
  const rounds = [];
  for (let round = 0; round < 60; round++) {
    const start = process.hrtime.bigint();
    for (let turn = 0; turn < turns; turn++) await work();
    rounds.push(Number(process.hrtime.bigint() - start) / turns);
  }
  rounds.sort((one, other) => one - other);
  const value = rounds[rounds.length / 2];
  console.log(JSON.stringify({ name: `Node: ${name}`, value, unit: "ns" }));
}
