// A simulated server, network, clock and browser with several tabs, all by a seed.
import { Client } from "../../dist/client/client.js";
import { Policy } from "../../dist/index.js";
import { policyFiles } from "../fixtures.js";

const loaded = await Promise.all([policyFiles.notes, policyFiles.plans].map((file) => Policy.load(file)));
export const policies = Object.fromEntries(loaded.map((policy) => [policy.digest, policy]));
export const digests = Object.keys(policies);

/** Returns random numbers from 0 to 1, the same ones for the same seed. */
export const randomOf = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
};

/** Lets everything run that waits for promises only. */
const settled = async () => {
  for (let i = 0; i < 12; i++) await null;
};

export class World {
  now = 0;
  queue = [];
  random;
  /** The server: its clock in seconds, who is signed in, what it knows, which policy is active. */
  clock = 1_772_700_000;
  cookie = "ann-co";
  digest = digests[0];
  tenants = { "ann-co": [], "bob-co": [] };
  isDown = false;
  isLagging = false;
  /** Who was signed in, and since when. */
  signedIn = [[0, "ann-co"]];
  streams = new Set();
  channels = new Set();
  locks = [];
  requests = 0;

  constructor(seed) {
    this.random = randomOf(seed);
    for (const tenant of Object.keys(this.tenants)) this.write(tenant, { assignments: [{ source: "billing", plan: "pro" }] });
  }

  upTo(most) {
    return Math.floor(this.random() * most);
  }

  at(after, run) {
    const entry = { at: this.now + after, run };
    this.queue.push(entry);
    return entry;
  }

  /** Lets time pass, doing what becomes due. */
  async pass(ms) {
    const end = this.now + ms;
    for (let turns = 0; ; turns++) {
      if (turns > 5000) throw new Error(`no end of timers at ${this.now}`);
      await settled();
      let first;
      for (const entry of this.queue) if (entry.at <= end && !(first?.at <= entry.at)) first = entry;
      if (!first) break;
      this.queue.splice(this.queue.indexOf(first), 1);
      this.now = Math.max(this.now, first.at);
      first.run();
    }
    this.now = end;
    await settled();
  }

  /** The server's time. */
  time() {
    return this.clock + Math.floor(this.now / 1000);
  }

  signIn(tenant) {
    this.cookie = tenant;
    this.signedIn.push([this.now, tenant]);
    // A stream belongs to the session with which it was opened, and may outlive it.
    for (const stream of [...this.streams]) if (this.random() < 0.5) stream.fail();
  }

  write(tenant, facts) {
    const states = this.tenants[tenant];
    states.push(facts);
    this.notify(tenant);
  }

  notify(tenant) {
    const data = JSON.stringify({ revision: this.tenants[tenant].length, digest: this.digest });
    for (const stream of this.streams) if (stream.tenant === tenant) this.at(this.upTo(300), () => stream.emit("changed", data));
  }

  activate(digest) {
    this.digest = digest;
    for (const tenant of Object.keys(this.tenants)) this.notify(tenant);
  }

  answer() {
    const states = this.tenants[this.cookie];
    const revision = Math.max(1, states.length - (this.isLagging && this.random() < 0.5 ? 1 + this.upTo(3) : 0));
    const facts = states[revision - 1];
    const [tenant, now, digest] = [this.cookie, this.time(), this.digest];
    return JSON.parse(
      JSON.stringify({
        tenant,
        facts,
        policy: { digest },
        entitlements: policies[digest].entitle(facts, now),
        revision,
        stale: false,
        session: { subject: "ann", tenant, roles: [], lastPlanCheck: now, expiresAt: now + 40_000 },
        now,
      }),
    );
  }

  fetch = (url, { signal } = {}) => {
    if (url.includes("/policies/")) return new Promise((resolve) => this.at(this.upTo(800), () => resolve({ digest: /(\w+)\.wasm/.exec(url)[1] })));
    this.requests++;
    return new Promise((resolve, reject) => {
      signal?.addEventListener("abort", () => reject(new Error("aborted")));
      this.at(this.upTo(400), () => {
        if (this.isDown && this.random() < 0.7) return this.at(5, () => (this.random() < 0.5 ? reject(new Error("network")) : resolve(respond(503, {}))));
        const [status, body] = this.cookie ? [200, this.answer()] : [401, {}];
        this.at(this.upTo(1500), () => resolve(respond(status, body)));
      });
    });
  };

  /** The platform of a new tab. */
  platform() {
    const world = this;
    const listeners = new Set();
    return {
      now: () => world.now,
      random: world.random,
      // As a browser, whose timers have 31 bits.
      setTimeout: (run, after) => world.at(after > 2 ** 31 - 1 ? 0 : after, run),
      clearTimeout: (entry) => void (world.queue = world.queue.filter((it) => it !== entry)),
      fetch: world.fetch,
      load: async (source, digest) => ((await source).digest === digest ? policies[digest] : undefined),
      isCached: () => false,
      listen: (listener) => (listeners.add(listener), () => listeners.delete(listener)),
      emit: (event) => listeners.forEach((listener) => listener(event)),
      hides: false,
      isHidden() {
        return this.hides;
      },
      /** Hides or shows the tab. */
      hide(hides) {
        this.hides = hides;
        this.emit(hides ? "hidden" : "visible");
      },
      EventSource: streamsOf(world),
      BroadcastChannel: channelsOf(world),
      locks: locksOf(world),
    };
  }
}

/** A client in a world, whose tenant is on the plan `pro`. */
export const begin = (options = {}, change = () => {}) => {
  const world = new World(1);
  const platform = world.platform();
  change(platform, world);
  return { world, platform, client: new Client(options, platform) };
};

const respond = (status, body) => ({ status, ok: status === 200, json: async () => body });

const streamsOf = (world) =>
  class extends EventTarget {
    isClosed = false;
    constructor() {
      super();
      world.at(world.upTo(200), () => {
        if (this.isClosed) return;
        this.tenant = world.cookie;
        if (!this.tenant || world.isDown) return this.fail();
        world.streams.add(this);
        this.emit("hello", JSON.stringify({ revision: world.tenants[this.tenant].length, digest: world.digest }));
      });
    }
    emit(type, data) {
      if (!this.isClosed) this.dispatchEvent(Object.assign(new Event(type), { data }));
    }
    fail() {
      world.streams.delete(this);
      this.emit("error");
    }
    close() {
      this.isClosed = true;
      world.streams.delete(this);
    }
  };

const channelsOf = (world) =>
  class extends EventTarget {
    #last = 0;
    constructor() {
      super();
      world.channels.add(this);
    }
    postMessage(data) {
      // The messages of one tab keep their order; those of several do not.
      this.#last = Math.max(this.#last, world.now + world.upTo(60));
      for (const other of world.channels)
        if (other !== this)
          world.at(this.#last - world.now, () => world.channels.has(other) && other.dispatchEvent(Object.assign(new Event("message"), { data })));
    }
    close() {
      world.channels.delete(this);
    }
  };

const locksOf = (world) => ({
  request(_, { signal }, hold) {
    return new Promise((resolve, reject) => {
      const take = () => hold().then(() => (world.locks.shift(), world.locks[0]?.(), resolve()));
      world.locks.push(take);
      if (world.locks.length === 1) return take();
      signal.addEventListener("abort", () => {
        const index = world.locks.indexOf(take);
        if (index > 0) world.locks.splice(index, 1), reject(signal.reason);
      });
    });
  },
});
