import type { CapDecision, Decision } from "../contract.js";
import type { Evaluator } from "../evaluator.js";
import { capIn, decide, endOf, featureIn, type Known, snapshotOf } from "./known.js";
import { type Loader, loaderOf } from "./loader.js";
import type { CapId, FeatureId } from "./names.js";
import { notify } from "./notify.js";
import { AFTER_SIGN_OUT, APART, ASK_EVERY, NOT_WITHIN, REST } from "./pace.js";
import { backOff, type Platform } from "./platform.js";
import { requestsBy } from "./requests.js";
import { requestSession, type SessionAnswer } from "./session.js";
import { bare, type TierSnapshot } from "./snapshot.js";
import { joinTabs, type Message, type Tabs } from "./tabs.js";
import type { TierClient, TierClientOptions } from "./tier-client.js";

/**
 * The client, on a given platform.
 * @internal
 */
export class Client implements TierClient {
  readonly initial: TierSnapshot;
  #snapshot: TierSnapshot = bare("pending");
  readonly #platform: Platform;
  readonly #url: string;
  readonly #events: boolean;
  readonly #listeners = new Set<() => void>();
  /** The tenants of tabs that have sessions of their own, as far as this tab's own, which is asked, is another one still. */
  readonly #apart = new Set<string>();
  readonly #loader: Loader;
  readonly #requests = requestsBy((abort) => this.#ask(abort));
  #known: Known | undefined;
  /** Grows whenever what was asked before must not be used any more. */
  #generation = 0;
  #failures = 0;
  /** When to ask the server again, and when it was last asked, in the platform's time. */
  #due = Infinity;
  #asked = -Infinity;
  /** How many milliseconds the server's time is ahead of the platform's. */
  #ahead = 0;
  /** The latest revision that the server's events have named. */
  #wanted = 0;
  /** When this browser signed out, in the platform's time; and whether this tab did, which then asks nothing until `refresh`. */
  #outAt = -Infinity;
  #isOut = false;
  #timer: unknown;
  #tabs: Tabs | undefined;
  readonly #join = () => joinTabs(this.#platform, this.#url, (message) => this.#hear(message));
  #deafen: (() => void) | undefined;
  /** Since when it has had no listener. */
  #restedAt = Infinity;

  constructor({ url = "/tiers", session, policy, events = true }: TierClientOptions, platform: Platform) {
    this.#platform = platform;
    this.#url = url.replace(/\/$/, "");
    this.#loader = loaderOf(platform, this.#url, policy);
    this.#events = events;
    if (session) {
      this.#asked = platform.now();
      this.#due = this.#asked + (platform.isCached() ? 0 : ASK_EVERY);
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
    await this.#requests.after();
    this.#arm();
    return this.#snapshot;
  }

  signOut(): void {
    this.#isOut = true;
    this.#leave();
    const tabs = this.#tabs ?? this.#join();
    tabs.tell({ kind: "signed-out" });
    if (!this.#tabs) tabs.close();
  }

  close(): void {
    this.#listeners.clear();
    this.#stop();
    this.#drop("signed-out");
  }

  /** Returns the server's time, in seconds. */
  #now(): number {
    return Math.floor((this.#platform.now() + this.#ahead) / 1000);
  }

  #start() {
    const { now } = this.#platform;
    // While it rested it heard of no sign-out.
    if (now() - this.#restedAt > REST) this.#drop("pending");
    this.#restedAt = Infinity;
    this.#isOut = false;
    this.#tabs = this.#join();
    this.#deafen = this.#platform.listen((event) => {
      if (event === "hidden") return this.#tabs?.unfollow();
      if (this.#known) this.#follow();
      this.#tick();
      if (event === "network" || now() - this.#asked > NOT_WITHIN) this.#look();
    });
    if (!this.#known) return this.#look();
    const { answer } = this.#known;
    void this.#loader.load(answer.policy.digest).then((policy) => this.#known?.answer === answer && this.#take(answer, policy));
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

  /** Asks the server, unless this tab has signed out; soon after a sign-out, later. */
  #look() {
    if (this.#isOut) return;
    // A message that was under way may say that someone is signed in, while the cookie is still there.
    const earliest = this.#outAt + AFTER_SIGN_OUT;
    if (this.#platform.now() < earliest) {
      this.#due = earliest;
      return this.#arm();
    }
    void this.#requests.after().then(() => this.#arm());
  }

  async #ask(abort: AbortController): Promise<void> {
    const generation = this.#generation;
    this.#asked = this.#platform.now();
    // Set by the answer, or earlier by news that the answer may not have yet.
    this.#due = Infinity;
    try {
      const answer = await requestSession(this.#platform, this.#url, abort);
      const ours = this.#platform.now();
      const policy = answer && (await this.#loader.load(answer.policy.digest));
      if (generation === this.#generation) this.#settle(answer, policy, ours);
    } catch {
      if (generation === this.#generation) this.#fail();
    }
  }

  /** Accepts an answer that arrived at `ours`. */
  #settle(answer: SessionAnswer | undefined, policy: Evaluator | undefined, ours: number) {
    const known = this.#known?.answer;
    if (!answer) {
      // Someone who has signed in since may be waiting for the next request.
      this.#forget("signed-out");
      return void (known && this.#tabs?.tell({ kind: "ended" }));
    }
    const { tenant, revision, policy: { digest } } = answer;
    const isOther = tenant !== known?.tenant;
    if (!isOther && revision < known.revision) return this.#fail();
    if (isOther) {
      this.#apart.delete(tenant);
      this.#wanted = 0;
      // The stream is still the one of the session with which it was opened.
      this.#tabs?.unfollow();
    }
    // A server that has not heard of the change yet is asked again.
    if (this.#wanted > revision) this.#retry();
    else {
      this.#failures = 0;
      this.#wait(ASK_EVERY);
    }
    this.#take(answer, policy, ours);
    // A listener may have signed out.
    if (this.#known?.answer !== answer) return;
    this.#follow();
    this.#tabs?.tell({ kind: "signed-in", tenant, revision, digest });
  }

  /** Notes that the server could not be asked, and what was last known stays. */
  #fail() {
    this.#retry();
    if (this.#known) this.#take(this.#known.answer, this.#known.policy);
    else this.#show(bare("unavailable"));
  }

  #retry() {
    this.#wait(backOff(this.#platform, ++this.#failures));
  }

  /** Asks the server again after so many milliseconds, at the latest. */
  #wait(ms: number) {
    this.#due = Math.min(this.#due, this.#platform.now() + ms);
  }

  /** Decides from an answer, which arrived at `ours` if it is new, and shows it. */
  #take(answer: SessionAnswer, policy: Evaluator | undefined, ours?: number) {
    if (ours !== undefined) this.#ahead = answer.now * 1000 - ours;
    this.#known = decide(answer, policy, this.#now(), this.#known);
    this.#show(snapshotOf(this.#known, this.#now(), this.#failures > 0, this.#snapshot));
  }

  #show(snapshot: TierSnapshot) {
    if (snapshot === this.#snapshot) return;
    this.#snapshot = snapshot;
    notify(this.#listeners);
  }

  /** Forgets the tenant, and whatever is under way. */
  #drop(status: "pending" | "signed-out") {
    this.#requests.drop();
    this.#forget(status);
  }

  #forget(status: "pending" | "signed-out") {
    this.#generation++;
    this.#loader.forget();
    this.#known = undefined;
    this.#failures = this.#wanted = 0;
    this.#tabs?.unfollow();
    this.#show(bare(status));
  }

  #leave() {
    this.#apart.clear();
    this.#outAt = this.#platform.now();
    this.#drop("signed-out");
    // A tab that only heard of it asks later: someone may have signed in at the same moment.
    this.#due = this.#outAt + AFTER_SIGN_OUT;
    this.#arm();
  }

  #follow() {
    if (this.#events) this.#tabs?.follow(this.#known!.answer.tenant);
  }

  #hear(message: Message) {
    const known = this.#known?.answer;
    if (message.kind === "ended") return this.#look();
    if (message.kind === "signed-out") return this.#leave();
    const { tenant, revision, digest } = message;
    const isOther = tenant !== known?.tenant;
    const isNews = revision !== known?.revision || digest !== known.policy.digest;
    if (message.kind === "event") {
      if (isOther) return;
      this.#wanted = revision;
      return void ((isNews || message.changed) && this.#look());
    }
    this.#isOut = false;
    if (known && isOther) {
      if (this.#apart.has(tenant)) return;
      this.#apart.add(tenant);
      this.#drop("pending");
    }
    if (isOther) this.#due = this.#asked + APART;
    // Not at once: servers that disagree for a while would keep the tabs asking in turn.
    else if (isNews) this.#due = Math.min(this.#due, this.#asked + NOT_WITHIN);
    this.#tick();
  }

  /** Does what has become due. */
  #tick() {
    const known = this.#known;
    if (known) {
      // After a failure the back-off decides when to ask.
      if (endOf(known) <= this.#now() && !this.#failures) this.#wait(0);
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
    const ends = endOf(this.#known);
    const until = ends > this.#now() ? ends * 1000 - this.#ahead : Infinity;
    const next = Math.min(until, this.#isOut || this.#requests.isBusy() ? Infinity : this.#due);
    // A browser takes a timer of more than 24 days for one of no time at all.
    const wait = Math.min(Math.max(Math.ceil(next - now()), 0), ASK_EVERY);
    if (next < Infinity) this.#timer = setTimeout(() => this.#tick(), wait);
  }
}
