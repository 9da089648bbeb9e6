// Random interleavings of responses, events, sign-outs, switches, outages and clock steps, in several tabs.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Client } from "../../dist/client/client.js";
import { digests, policies, World } from "./world.js";

const RUNS = process.env.TIERGATE_FUZZ === "full" ? 10_000 : 200;
const seed = Number(process.env.TIERGATE_SEED ?? Math.floor(Math.random() * 2 ** 31));

/** A tab: its client, and what it must not show. */
class Tab {
  /** Whether it signed out, and nobody has asked to be signed in since. */
  isOut = false;
  constructor(world) {
    this.world = world;
    this.platform = world.platform();
    this.client = new Client({ url: "/tiers" }, this.platform);
    this.listen();
  }
  listen() {
    this.isResting = false;
    this.stop?.();
    const look = () => {
      try {
        this.look();
      } catch (error) {
        this.world.fault ??= error;
      }
    };
    this.stop = this.client.subscribe(look);
    look();
  }
  look() {
    const { snapshot } = this.client;
    const { world, last } = this;
    this.last = snapshot;
    // A tab that goes on knowing nothing has not forgotten anything.
    if (snapshot.status !== "ready") return void (snapshot !== last && (this.forgot = world.now));
    assert(!this.isOut, "it shows a tenant after a sign-out");
    const { tenant, revision, digest } = snapshot;
    const wasIn = world.signedIn.some(([since, who], i) => who === tenant && (world.signedIn[i + 1]?.[0] ?? Infinity) >= this.forgot && since <= world.now);
    assert(wasIn, `${tenant} was not signed in since it was forgotten`);
    if (last?.tenant === tenant) assert(revision >= last.revision, `revision ${revision} after ${last.revision}`);
    const facts = world.tenants[tenant][revision - 1];
    if (facts.assignments.some((it) => it.expiresAt)) return;
    const truth = policies[digest].entitle(facts, world.time());
    assert.deepEqual(Object.values(snapshot.features), truth.features, "another decision than the policy's");
    assert(!snapshot.differs);
  }
}

const plans = ["pro", "free", "basic", "nothing"];

/** Asks the server, or begins to listen: any tab may learn from it that someone is signed in. */
const ask = ({ tabs, tab }) => {
  for (const tab of tabs) tab.isOut = false;
  void tab.client.refresh();
};
const relisten = ({ tabs, tab }) => {
  for (const tab of tabs) tab.isOut = false;
  tab.listen();
};
const signOut = ({ tab }) => {
  // A client without a listener has no channel to the others.
  if (tab.isResting) tab.listen();
  tab.client.signOut();
  tab.isOut = true;
};

/** What may happen, each as likely as the others. */
const happenings = [
  ask,
  ({ tab }) => tab.platform.hide(!tab.platform.hides),
  ({ tab }) => tab.platform.emit("network"),
  ({ world }) => void (world.isDown = !world.isDown),
  ({ world }) => void (world.isLagging = !world.isLagging),
  ({ world }) => world.activate(digests[world.upTo(2)]),
  ({ world }) => void (world.clock += world.upTo(120) - 60),
  ({ world }) => [...world.streams][0]?.fail(),
  ({ world, tenant }) => world.write(tenant, { assignments: [{ source: "billing", plan: plans[world.upTo(4)] }] }),
  ({ world, tenant }) => world.write(tenant, { assignments: [{ source: "trial", plan: "pro", expiresAt: world.time() + 1 + world.upTo(60) }] }),
  // Signs out the proper way, or hides everything first.
  (it) => (it.world.signIn(null), signOut(it)),
  (it) => (signOut(it), it.world.at(it.world.upTo(500), () => it.world.signIn(null))),
  (it) => (it.world.signIn(it.tenant), ask(it)),
  (it) => (it.world.signIn(it.tenant), ask(it)),
  (it) => (it.tab.stop(), relisten(it)),
  (it) => ((it.tab.isResting = true), it.tab.stop(), it.world.at(it.world.upTo(3000), () => relisten(it))),
];

async function interleaving(seed) {
  const world = new World(seed);
  world.isLagging = world.random() < 0.5;
  const tabs = Array.from({ length: 1 + world.upTo(3) }, () => new Tab(world));
  for (let step = 4 + world.upTo(20); step--; ) {
    const tab = tabs[world.upTo(tabs.length)];
    const tenant = Object.keys(world.tenants)[world.upTo(2)];
    happenings[world.upTo(happenings.length)]({ world, tabs, tab, tenant });
    await world.pass([0, 20, 500, 3000, 70_000][world.upTo(5)]);
    if (world.fault) throw world.fault;
  }
  await world.pass(5000);
  world.isDown = world.isLagging = false;
  for (const { platform } of tabs) platform.hide(false);
  await world.pass(400_000);
  if (world.fault) throw world.fault;
  for (const { client } of tabs) assertSettled(world, client.snapshot);
}

function assertSettled(world, snapshot) {
  if (!world.cookie) return assert.equal(snapshot.status, "signed-out");
  const states = world.tenants[world.cookie];
  const { status, tenant, revision, digest, isStale } = snapshot;
  const wanted = { status: "ready", tenant: world.cookie, revision: states.length, digest: world.digest, isStale: false };
  assert.deepEqual({ status, tenant, revision, digest, isStale }, wanted);
  const truth = policies[digest].entitle(states.at(-1), world.time());
  assert.deepEqual(Object.values(snapshot.features), truth.features);
  assert.deepEqual(Object.values(snapshot.caps), truth.caps);
}

test(`${RUNS} random interleavings from seed ${seed}: never another tenant's answer nor an older revision, always settled`, async (t) => {
  t.diagnostic(`TIERGATE_SEED=${seed}`);
  for (let i = 0; i < RUNS; i++) {
    try {
      await interleaving(seed + i);
    } catch (error) {
      error.message += ` (TIERGATE_SEED=${seed + i})`;
      throw error;
    }
  }
});
