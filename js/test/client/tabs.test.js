// Several tabs of one browser: their stream, and what they tell each other.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Client } from "../../dist/client/client.js";
import { begin, World } from "./world.js";

test("a stream that cannot be opened again shows within 4 s that it is stale, in every tab; a restart of the server does not", async () => {
  const { world, client } = begin();
  const other = new Client({ session: world.answer() }, world.platform());
  for (const it of [client, other]) it.subscribe(() => {});
  await world.pass(10_000);
  const asked = world.requests;
  for (const stream of [...world.streams]) stream.fail();
  await world.pass(4000);
  assert.equal(world.requests, asked, "nobody asked because of a restart");
  world.isDown = true;
  world.random = () => 0.3;
  for (const stream of [...world.streams]) stream.fail();
  await world.pass(4000);
  assert.deepEqual([client.snapshot.isStale, other.snapshot.isStale], [true, true]);
  world.isDown = false;
  await world.pass(60_000);
  assert.deepEqual([client.snapshot.isStale, other.snapshot.isStale], [false, false]);
});

test("a tab without the stream hears of a change through the one that has it, whose own request hangs", async () => {
  const { world, platform, client } = begin();
  client.subscribe(() => {});
  await world.pass(5000);
  const follower = new Client({}, world.platform());
  follower.subscribe(() => {});
  await world.pass(10_000);
  assert.equal(world.streams.size, 1, "one stream");
  platform.fetch = () => new Promise(() => {});
  world.write("ann-co", { assignments: [{ source: "default", plan: "free" }] });
  await world.pass(3000);
  assert.equal(client.snapshot.revision, 1);
  assert.equal(follower.snapshot.revision, 2);
  assert.equal(follower.snapshot.tier, "free");
});

test("a sign-out reaches the other tabs also from a client without a listener", async () => {
  const { world, client } = begin();
  client.subscribe(() => {});
  await world.pass(5000);
  const silent = new Client({}, world.platform());
  void silent.refresh();
  await world.pass(5000);
  assert.equal(silent.snapshot.status, "ready");
  world.cookie = undefined;
  silent.signOut();
  await world.pass(100);
  assert.equal(client.snapshot.status, "signed-out");
  assert.equal(world.channels.size, 1, "it left");
});

test("a switch to another tenant without a sign-out: the stream is the new one's, and the old one's changes do nothing", async () => {
  const { world, client } = begin();
  client.subscribe(() => {});
  await world.pass(5000);
  world.cookie = "bob-co";
  void client.refresh();
  await world.pass(5000);
  assert.deepEqual([...world.streams].map(({ tenant }) => tenant), ["bob-co"]);
  for (let i = 0; i < 5; i++) world.write("ann-co", { assignments: [{ source: "default", plan: "free" }] });
  await world.pass(5000);
  assert.deepEqual([client.snapshot.tenant, client.snapshot.isStale], ["bob-co", false]);
  world.write("bob-co", { assignments: [{ source: "default", plan: "free" }] });
  await world.pass(5000);
  assert.equal(client.snapshot.tier, "free");
});

/** Returns a client with a session of its own, as by a `fetch` with a token. */
const own = (world, session, options = {}) => {
  const platform = world.platform();
  const answer = () => {
    world.requests++;
    world.cookie = session.tenant;
    const body = world.answer();
    return { status: 200, ok: true, json: async () => body };
  };
  platform.fetch = (url, options) => (url.endsWith("/session") ? new Promise((resolve) => world.at(50, () => resolve(answer()))) : world.fetch(url, options));
  return new Client(options, platform);
};

test("tabs with a session each do not knock each other out", async () => {
  const world = new World(1);
  world.tenants["cat-co"] = [{}];
  const tenants = ["ann-co", "bob-co", "cat-co"];
  const clients = tenants.map((tenant) => own(world, { tenant }, { events: false }));
  for (const client of clients) client.subscribe(() => {});
  await world.pass(15_000);
  const seen = [];
  for (const client of clients) client.subscribe(() => seen.push(client.snapshot.status));
  const asked = world.requests;
  assert(asked < 20, `${asked} requests until they know of each other`);
  for (let i = 0; i < 4; i++) {
    world.write("bob-co", { assignments: [{ source: "billing", plan: i % 2 ? "pro" : "free" }] });
    await world.pass(301_000);
  }
  assert.deepEqual(clients.map(({ snapshot }) => snapshot.tenant), tenants);
  assert.equal(clients[1].snapshot.revision, 5);
  assert.deepEqual([...new Set(seen)], ["ready"]);
  assert(world.requests - asked <= 15, `${world.requests - asked} requests in 20 minutes`);
});

test("after a sign-out, a tab asks again because of one that had a session of its own", async () => {
  const world = new World(1);
  const sessions = [{ tenant: "ann-co" }, { tenant: "bob-co" }];
  const [ann, bob] = sessions.map((session) => own(world, session, { events: false }));
  for (const client of [ann, bob]) client.subscribe(() => {});
  const share = (tenant) => sessions.forEach((session) => (session.tenant = tenant));
  await world.pass(15_000);
  share("ann-co");
  bob.signOut();
  await world.pass(5000);
  assert.deepEqual([ann.snapshot.tenant, bob.snapshot.tenant], ["ann-co", "ann-co"]);
  share("bob-co");
  void bob.refresh();
  await world.pass(5000);
  assert.equal(ann.snapshot.tenant, "bob-co");
});

test("an event of another tenant's stream tells a tab with a session of its own nothing", async () => {
  const world = new World(1);
  const [ann, bob] = ["ann-co", "bob-co"].map((tenant) => own(world, { tenant }));
  ann.subscribe(() => {});
  await world.pass(5000);
  bob.subscribe(() => {});
  await world.pass(15_000);
  // The stream is opened again, with the session of the tab that has it.
  world.cookie = "ann-co";
  for (const stream of [...world.streams]) stream.fail();
  await world.pass(5000);
  const asked = world.requests;
  for (let i = 0; i < 5; i++) world.write("ann-co", { assignments: [{ source: "billing", plan: "free" }] });
  await world.pass(60_000);
  assert.deepEqual([ann.snapshot.revision, ann.snapshot.tier], [6, "free"]);
  assert.deepEqual([bob.snapshot.tenant, bob.snapshot.isStale], ["bob-co", false]);
  assert(world.requests - asked < 6, `${world.requests - asked} requests in a minute`);
});

test("a page that is not allowed a channel is alone, and works", async () => {
  const { world, client } = begin({}, (platform) => {
    platform.BroadcastChannel = class {
      constructor() {
        throw new DOMException("The operation is insecure.", "SecurityError");
      }
    };
  });
  client.subscribe(() => {});
  await world.pass(5000);
  assert.equal(client.snapshot.status, "ready");
  assert.equal(world.streams.size, 1);
  client.signOut();
  assert.equal(client.snapshot.status, "signed-out");
});

test("a hidden tab leaves the stream to the others, and has it again when it is shown", async () => {
  const { world, platform, client } = begin();
  client.subscribe(() => {});
  await world.pass(5000);
  const other = new Client({}, world.platform());
  other.subscribe(() => {});
  await world.pass(5000);
  // As a phone does, which freezes what is hidden.
  platform.hide(true);
  world.channels.delete([...world.channels][0]);
  await world.pass(2000);
  world.write("ann-co", { assignments: [{ source: "default", plan: "free" }] });
  await world.pass(3000);
  assert.equal(other.snapshot.tier, "free");
  assert.equal(client.snapshot.tier, "pro");
  platform.hide(false);
  await world.pass(2000);
  assert.equal(client.snapshot.tier, "free");
  assert.equal(world.streams.size, 1);
});

test("news of a sign-in that was under way at a sign-out does not bring the tenant back while the cookie is still there", async () => {
  const { world, platform, client } = begin();
  client.subscribe(() => {});
  await world.pass(5000);
  const seen = [];
  client.signOut();
  client.subscribe(() => seen.push(client.snapshot.status));
  const data = { kind: "signed-in", tenant: "ann-co", revision: 1, digest: world.digest };
  for (const channel of world.channels) channel.dispatchEvent(Object.assign(new Event("message"), { data }));
  for (const event of ["network", "visible"]) platform.emit(event);
  await world.pass(1900);
  world.cookie = undefined;
  await world.pass(10_000);
  assert.deepEqual([client.snapshot.status, ...seen], ["signed-out"]);
  world.cookie = "bob-co";
  void client.refresh();
  await world.pass(5000);
  assert.equal(client.snapshot.tenant, "bob-co");
});
