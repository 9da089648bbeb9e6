// What a warm decision costs, beside GrowthBook's: `node bench/client.js POLICY`. Prints JSON lines as bench.js does.
import { readFile } from "node:fs/promises";
import { GrowthBook } from "@growthbook/growthbook";
import { createTierClient, Policy } from "../dist/index.js";

const file = await readFile(process.argv[2]);
const start = process.hrtime.bigint();
const policy = await Policy.load(file);
const now = Math.floor(Date.now() / 1000);
const facts = { assignments: [{ source: "billing", plan: "pro" }] };
const session = {
  tenant: "acme", facts, policy: { digest: policy.digest }, entitlements: policy.entitle(facts, now), revision: 1,
  stale: false, session: { subject: "ann", tenant: "acme", expiresAt: now + 3600 }, now,
};
const client = createTierClient({ session, policy: file });
const [feature] = Object.keys(client.snapshot.features);
client.check(feature);
print("load a policy, take a session, decide once", Number(process.hrtime.bigint() - start));
const growthbook = new GrowthBook({ features: { [feature]: { defaultValue: true } } });
let kept;
measure("client.check, warm", () => (kept = client.check(feature)));
measure("GrowthBook evalFeature, warm", () => (kept = growthbook.evalFeature(feature)));

/** Prints the median, over 60 rounds of 10,000 turns, of the time that one turn takes. */
function measure(name, work) {
  const rounds = Array.from({ length: 60 }, () => {
    const start = process.hrtime.bigint();
    for (let turn = 0; turn < 10_000; turn++) work();
    return Number(process.hrtime.bigint() - start) / 10_000;
  });
  print(name, rounds.sort((one, other) => one - other)[30]);
}

function print(name, value) {
  console.log(JSON.stringify({ name: `Node: ${name}`, value, unit: "ns" }));
}
