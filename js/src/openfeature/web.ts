import { type JsonValue, OpenFeatureEventEmitter, type Provider, ProviderEvents, type ResolutionDetails } from "@openfeature/web-sdk";
import type { TierSnapshot } from "../client/snapshot.js";
import type { TierClient } from "../client/tier-client.js";
import { changedFlags, evaluate } from "./evaluate.js";

/**
 * An OpenFeature provider for pages: features are booleans, caps are numbers, and `tier` is a string. The
 * tenant is the one that is signed in; an evaluation context changes nothing.
 *
 * @example
 * ```ts
 * await OpenFeature.setProviderAndWait(new TiergateWebProvider(createTierClient()));
 * OpenFeature.getClient().getBooleanValue("export", false);
 * ```
 */
export class TiergateWebProvider implements Provider {
  readonly metadata = { name: "tiergate" };
  readonly runsOn = "client";
  readonly events = new OpenFeatureEventEmitter();
  readonly #client: TierClient;
  #stop: (() => void) | undefined;
  #shown: TierSnapshot;
  /** Ends the wait for what is known first, which `initialize` reports. */
  #begin: (() => void) | undefined;

  constructor(client: TierClient) {
    this.#client = client;
    this.#shown = client.snapshot;
  }

  /** Waits until the client knows what the tenant may do. @throws if the server cannot be reached, or nobody is signed in. */
  async initialize(): Promise<void> {
    const begun = new Promise<void>((begin) => (this.#begin = begin));
    this.#stop = this.#client.subscribe(() => this.#change());
    if (this.#client.snapshot.status === "pending") await begun;
    this.#begin = undefined;
    this.#shown = this.#client.snapshot;
    if (this.#shown.status !== "ready") throw new Error(`the status is \`${this.#shown.status}\``);
  }

  /** Stops following the client, and waiting for it. */
  async onClose(): Promise<void> {
    this.#stop?.();
    this.#begin?.();
  }

  resolveBooleanEvaluation(flag: string, fallback: boolean): ResolutionDetails<boolean> {
    return evaluate(this.#client.snapshot, flag, fallback, "boolean");
  }

  resolveStringEvaluation(flag: string, fallback: string): ResolutionDetails<string> {
    return evaluate(this.#client.snapshot, flag, fallback, "string");
  }

  resolveNumberEvaluation(flag: string, fallback: number): ResolutionDetails<number> {
    return evaluate(this.#client.snapshot, flag, fallback, "number");
  }

  /** Nothing that tiergate knows is an object: a flag that exists is of another type. */
  resolveObjectEvaluation<T extends JsonValue>(flag: string, fallback: T): ResolutionDetails<T> {
    return evaluate(this.#client.snapshot, flag, fallback, "object");
  }

  #change() {
    const [before, after] = [this.#shown, this.#client.snapshot];
    this.#shown = after;
    if (this.#begin) return after.status === "pending" ? undefined : this.#begin();
    const flagsChanged = changedFlags(before, after);
    if (after.status !== "ready") return this.events.emit(ProviderEvents.Error, { message: `the status is \`${after.status}\`` });
    const wasFresh = before.status === "ready" && !before.isStale;
    if (after.isStale && wasFresh) this.events.emit(ProviderEvents.Stale);
    if (!after.isStale && !wasFresh) this.events.emit(ProviderEvents.Ready);
    if (flagsChanged.length) this.events.emit(ProviderEvents.ConfigurationChanged, { flagsChanged });
  }
}
