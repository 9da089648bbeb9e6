import type { CapDecision, Decision } from "../contract.js";
import type { Policy } from "../policy.js";
import type { PolicySource } from "../wasm/source.js";
import { capIn, decide, featureIn, type Known, snapshotOf } from "./known.js";
import type { CapId, FeatureId } from "./names.js";
import { backOff, type Platform, platformOf } from "./platform.js";
import { requestSession, type SessionAnswer } from "./session.js";
import { bare, type TierSnapshot } from "./snapshot.js";
import type { StateEvent } from "./stream.js";
import { type Message, Tabs } from "./tabs.js";

/** The options of {@link createTierClient}. */
export interface TierClientOptions {
  /** The address under which the server has `session`, `session/events` and `policies`; defaults to `"/tiers"`. */
  readonly url?: string;
  /** The answer with which the server rendered the page. The client is then ready at once, without a request. */
  readonly session?: SessionAnswer | undefined;
  /** The policy file, if it is already on its way. A file with another digest than the session's is not used. */
  readonly policy?: PolicySource | Promise<PolicySource>;
  /** How to fetch; defaults to the page's `fetch`. */
  readonly fetch?: typeof fetch;
  /** Whether to follow the server's events; defaults to `true`. */
  readonly events?: boolean;
}

/** Knows what the tenant that is signed in may do, and keeps that up to date. */
export interface TierClient extends Disposable {
  /** What is known now: frozen, and the same object until something in it changes. */
  readonly snapshot: TierSnapshot;
  /** What was known when the client was created: what a server rendered, and a page hydrates with. */
  readonly initial: TierSnapshot;
  /** Calls `listener` after each change of the snapshot, until the returned function is called. */
  subscribe(listener: () => void): () => void;
  /** Returns whether the tenant may use a feature, and why; `undefined` unless the status is `ready`. */
  check(feature: FeatureId): Decision | undefined;
  /**
   * Returns whether `amount` more, which defaults to 1, may be taken when `used` are in use; `null`
   * if the policy has no such cap, and `undefined` unless the status is `ready`.
   */
  checkCap(cap: CapId, used: number, amount?: number): CapDecision | null | undefined;
  /**
   * Asks the server now. Callers at the same time share one request, which begins after each of
   * them called. Returns the snapshot afterwards; never rejects, as a failure is part of it.
   */
  refresh(): Promise<TierSnapshot>;
  /**
   * Forgets the tenant, its facts and the policy's instance, here and in the other tabs. Until
   * {@link refresh} is called in one of them, the server is not asked again. The session's cookie
   * stays: end it by `DELETE /session` first.
   */
  signOut(): void;
  /** Ends the client: it forgets everything, and notifies nobody any more. */
  close(): void;
}

/**
 * Creates a client, which asks `GET /session` what the signed-in tenant may do, and decides with
 * the server's own policy file. It begins with its first listener or `refresh`, and rests while it
 * has no listener.
 *
 * @example
 * ```ts
 * const client = createTierClient({ url: "/tiers" });
 * client.subscribe(() => {
 *   exportButton.hidden = !client.check("export")?.allowed;
 * });
 * ```
 */
export const createTierClient = (options: TierClientOptions = {}): TierClient => new Client(options, platformOf(options.fetch));

/** How long a page goes without asking the server, in milliseconds. */
const ASK_EVERY = 300_000;
/** A page that becomes visible asks the server unless it did so in this time. */
const NOT_WITHIN = 5_000;
/** How long after a sign-out another tab's sign-in waits: it may be from before, and the cookie still there. */
const AFTER_SIGN_OUT = 2_000;

/**
 * The client, on a given platform.
 * @internal
 */
export class Client implements TierClient {
  readonly initial: TierSnapshot;
  #snapshot: TierSnapshot;
  readonly #platform: Platform;
  readonly #url: string;
  readonly #events: boolean;
  readonly #listeners = new Set<() => void>();
  #given: PolicySource | Promise<PolicySource> | undefined;
  #known: Known | undefined;
  #policy: { readonly digest: string; readonly loading: Promise<Policy | undefined> } | undefined;
  /** Grows whenever what was asked before must not be used any more. */
  #generation = 0;
  /** The request under way, and the one to begin after it. */
  #flight: { readonly abort: AbortController; done: Promise<void>; hasBegun: boolean } | undefined;
  #next: Promise<void> | undefined;
  #failures = 0;
  /** When to ask the server again, and when it was last asked, in the platform's time. */
  #due = Infinity;
  #asked = -Infinity;
  /** The server's time at a moment of the platform's, both in milliseconds. */
  #clock = { theirs: 0, ours: 0 };
  /** When the facts were last known to be right, in the server's seconds. */
  #fresh = 0;
  /** What the last event of the server said. */
  #wanted: StateEvent | undefined;
  /** When this browser signed out, in the platform's time. Until `refresh`, nothing is asked on its own. */
  #outAt = -Infinity;
  #isOut = false;
  #isClosed = false;
  #timer: unknown;
  #tabs: Tabs | undefined;
  #deafen: (() => void) | undefined;
  #restedAt: number | undefined;

  constructor({ url = "/tiers", session, policy, events = true }: TierClientOptions, platform: Platform) {
    this.#platform = platform;
    this.#url = url.replace(/\/$/, "");
    this.#given = policy;
    this.#events = events;
    this.#snapshot = bare("pending");
    if (session) {
      this.#asked = platform.now();
      this.#take(session, undefined, this.#asked);
    }
    this.initial = this.#snapshot;
  }

  get snapshot(): TierSnapshot {
    return this.#snapshot;
  }

  subscribe(listener: () => void): () => void {
    // A function of its own, so that one listener may subscribe twice.
    const own = () => listener();
    this.#listeners.add(own);
    if (this.#listeners.size === 1) this.#start();
    return () => {
      if (this.#listeners.delete(own) && !this.#listeners.size) this.#stop();
    };
  }

  check(feature: FeatureId): Decision | undefined {
    const snapshot = this.#snapshot;
    return snapshot.status === "ready" ? featureIn(snapshot, feature) : undefined;
  }

  checkCap(cap: CapId, used: number, amount = 1): CapDecision | null | undefined {
    const snapshot = this.#snapshot;
    if (snapshot.status !== "ready") return undefined;
    const { policy, by, answer } = this.#known!;
    return by === "policy" ? policy!.checkCap(answer.facts, cap, used, amount, this.#now()) : capIn(snapshot, cap, used, amount);
  }

  async refresh(): Promise<TierSnapshot> {
    this.#isOut = false;
    // What is under way may have been answered before the caller did what it wants to see.
    if (this.#flight?.hasBegun) await (this.#next ??= this.#after(this.#flight.done));
    else await this.#ask();
    return this.#snapshot;
  }

  signOut(): void {
    this.#leave();
    this.#tabs?.tell({ kind: "signed-out" });
  }

  close(): void {
    this.#isClosed = true;
    this.#listeners.clear();
    this.#stop();
    this.#drop("signed-out");
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** Returns the server's time, in seconds. */
  #now(): number {
    return Math.floor((this.#clock.theirs + this.#platform.now() - this.#clock.ours) / 1000);
  }

  #start() {
    if (this.#isClosed) return;
    const { now } = this.#platform;
    // While it rested it heard of no sign-out.
    if (this.#restedAt !== undefined && now() - this.#restedAt > 1000) this.#drop("pending");
    this.#restedAt = undefined;
    this.#tabs = new Tabs(this.#platform, this.#url, (message) => this.#hear(message));
    this.#deafen = this.#platform.listen((event) => {
      this.#tick();
      if (event === "online" || now() - this.#asked > NOT_WITHIN) this.#look();
    });
    if (!this.#known) return this.#look();
    if (this.#due === Infinity) this.#due = now() + ASK_EVERY;
    const { answer } = this.#known;
    void this.#load(answer).then((policy) => this.#known?.answer === answer && this.#take(answer, policy));
    this.#follow();
    this.#arm();
  }

  #stop() {
    this.#tabs?.close();
    this.#tabs = undefined;
    this.#deafen?.();
    this.#platform.clearTimeout(this.#timer);
    this.#restedAt = this.#platform.now();
  }

  /** Asks the server, unless that is under way, or this browser has signed out. */
  #look() {
    if (!this.#isOut) void this.#ask();
  }

  /** Asks the server once what is under way is done. */
  async #after(done: Promise<void>): Promise<void> {
    await done;
    this.#next = undefined;
    await this.#ask();
  }

  /** Asks the server now, or joins in what is under way. */
  #ask(): Promise<void> {
    if (this.#isClosed) return Promise.resolve();
    return (this.#flight ?? (this.#flight = this.#begin())).done;
  }

  #begin() {
    const flight = { abort: new AbortController(), hasBegun: false, done: Promise.resolve() };
    // Later, so that everyone who asks at this very moment shares the request.
    flight.done = flight.done.then(() => {
      flight.hasBegun = true;
      return this.#answered(flight.abort);
    });
    return flight;
  }

  async #answered(abort: AbortController): Promise<void> {
    if (abort.signal.aborted) return;
    const generation = this.#generation;
    this.#asked = this.#platform.now();
    try {
      const answer = await requestSession(this.#platform, this.#url, abort);
      const ours = this.#platform.now();
      const policy = answer && (await this.#load(answer));
      if (generation === this.#generation) this.#settle(answer, policy, ours);
    } catch {
      if (generation === this.#generation) this.#fail();
    }
    if (this.#flight?.abort === abort) this.#flight = undefined;
    this.#arm();
  }

  /** Accepts an answer that arrived at `ours`. */
  #settle(answer: SessionAnswer | undefined, policy: Policy | undefined, ours: number) {
    const known = this.#known?.answer;
    if (!answer) {
      this.#drop("signed-out");
      if (known) this.#tabs?.tell({ kind: "ended" });
      return;
    }
    const { tenant, revision, policy: { digest } } = answer;
    const isOther = tenant !== known?.tenant;
    if (!isOther && revision < known.revision) return this.#fail();
    if (isOther) {
      this.#wanted = undefined;
      this.#fresh = 0;
    }
    // A server that has not heard of the change yet is asked again.
    if (this.#wanted && this.#wanted.revision > revision) this.#retry();
    else {
      this.#failures = 0;
      this.#due = this.#platform.now() + ASK_EVERY;
    }
    this.#take(answer, policy, ours);
    this.#follow();
    if (isOther || revision !== known.revision || digest !== known.policy.digest)
      this.#tabs?.tell({ kind: "signed-in", tenant, revision, digest });
  }

  /** Notes that the server could not be asked, and what was last known stays. */
  #fail() {
    this.#retry();
    this.#show(this.#known ? this.#snapshotOf(this.#known) : bare("unavailable"));
  }

  #retry() {
    this.#due = this.#platform.now() + backOff(this.#platform, ++this.#failures);
  }

  /** Decides from an answer, which arrived at `ours` if it is new, and shows it. */
  #take(answer: SessionAnswer, policy: Policy | undefined, ours?: number) {
    if (ours !== undefined) this.#clock = { theirs: answer.now * 1000, ours };
    if (ours !== undefined && !answer.stale) this.#fresh = answer.now;
    this.#known = decide(answer, policy, this.#now(), this.#known);
    this.#show(this.#snapshotOf(this.#known));
  }

  #snapshotOf(known: Known) {
    return snapshotOf(known, this.#now(), this.#failures > 0, this.#fresh, this.#snapshot);
  }

  #show(snapshot: TierSnapshot) {
    if (snapshot === this.#snapshot) return;
    this.#snapshot = snapshot;
    for (const listener of [...this.#listeners]) listener();
  }

  /** Returns the policy of an answer; `undefined` if it cannot be loaded in time, or is not the one. */
  async #load({ policy: { digest } }: SessionAnswer): Promise<Policy | undefined> {
    if (this.#policy?.digest !== digest) this.#policy = { digest, loading: this.#fetchPolicy(digest) };
    const mine = this.#policy;
    const policy = await mine.loading;
    // The next answer tries again.
    if (!policy && this.#policy === mine) this.#policy = undefined;
    return policy;
  }

  async #fetchPolicy(digest: string): Promise<Policy | undefined> {
    const platform = this.#platform;
    const given = this.#given;
    this.#given = undefined;
    const is = (policy: Policy) => (policy.digest === digest ? policy : Promise.reject());
    const fetched = () => platform.load(platform.fetch(`${this.#url}/policies/${digest}.wasm`)).then(is);
    const loaded = given ? platform.load(given).then(is).catch(fetched) : fetched();
    return new Promise((resolve) => {
      const timer = platform.setTimeout(() => resolve(undefined), NOT_WITHIN);
      const done = (policy?: Policy) => {
        platform.clearTimeout(timer);
        resolve(policy);
      };
      loaded.then(done, () => done());
    });
  }

  /** Forgets the tenant, and whatever is under way. */
  #drop(status: "pending" | "signed-out") {
    this.#generation++;
    this.#flight?.abort.abort();
    this.#flight = undefined;
    this.#known = this.#policy = this.#wanted = undefined;
    this.#failures = this.#fresh = 0;
    this.#due = Infinity;
    this.#tabs?.unfollow();
    this.#show(bare(status));
  }

  #leave() {
    this.#outAt = this.#platform.now();
    this.#isOut = true;
    this.#drop("signed-out");
  }

  #follow() {
    if (this.#events) this.#tabs?.follow();
  }

  #hear(message: Message) {
    const known = this.#known?.answer;
    if (message.kind === "ended") return this.#look();
    if (message.kind === "signed-out") return this.#leave();
    if (message.kind === "event") {
      const { event } = message;
      if (!known) return;
      this.#wanted = event;
      if (event.changed || event.revision !== known.revision || event.digest !== known.policy.digest) this.#look();
      return;
    }
    this.#isOut = false;
    if (known && message.tenant !== known.tenant) this.#drop("pending");
    if (message.tenant === known?.tenant && message.revision <= known.revision && message.digest === known.policy.digest) return;
    if (this.#platform.now() - this.#outAt > AFTER_SIGN_OUT) return this.#look();
    this.#due = this.#outAt + AFTER_SIGN_OUT;
    this.#arm();
  }

  /** Does what has become due. */
  #tick() {
    const known = this.#known;
    if (known) {
      const ends = Math.min(known.entitlements.validUntil ?? Infinity, known.answer.session.expiresAt);
      // After a failure the back-off decides when to ask.
      if (ends <= this.#now() && !this.#failures) this.#due = Math.min(this.#due, this.#asked + NOT_WITHIN);
      this.#take(known.answer, known.policy);
    }
    if (this.#due <= this.#platform.now()) this.#look();
    this.#arm();
  }

  /** Sets the timer for whatever becomes due first. */
  #arm() {
    const { now, setTimeout, clearTimeout } = this.#platform;
    clearTimeout(this.#timer);
    if (!this.#listeners.size) return;
    const { validUntil = Infinity } = this.#known?.entitlements ?? {};
    const ends = Math.min(validUntil, this.#known?.answer.session.expiresAt ?? Infinity);
    const until = ends > this.#now() ? ends * 1000 - this.#clock.theirs + this.#clock.ours : Infinity;
    const next = Math.min(until, this.#flight ? Infinity : this.#due);
    if (next < Infinity) this.#timer = setTimeout(() => this.#tick(), Math.max(Math.ceil(next - now()), 0));
  }
}
