import type { CapDecision, Decision } from "../contract.js";
import type { PolicySource } from "../wasm/source.js";
import { Client } from "./client.js";
import type { CapId, FeatureId } from "./names.js";
import { platformOf } from "./platform.js";
import type { SessionAnswer } from "./session.js";
import type { TierSnapshot } from "./snapshot.js";

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
export interface TierClient {
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
   *
   * @throws {@link TiergateError} if one of the numbers is not a whole one, or the policy fails.
   */
  checkCap(cap: CapId, used: number, amount?: number): CapDecision | null | undefined;
  /**
   * Asks the server now. Callers at the same time share one request, which begins after each of
   * them called. Returns the snapshot afterwards; never rejects, as a failure is part of it.
   */
  refresh(): Promise<TierSnapshot>;
  /**
   * Forgets the tenant, its facts and the policy's instance, here and in the other tabs. This one
   * does not ask the server again until {@link refresh} is called here, or someone signs in in
   * another. The session's cookie stays: end it by `DELETE /session` first.
   */
  signOut(): void;
  /** Ends the client: it forgets everything and everyone. A new listener begins it again. */
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
