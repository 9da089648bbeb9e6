import type { Entitlements, Info, Tenant } from "../contract.js";
import type { Platform } from "./platform.js";

/** Who is signed in, as `GET /session` describes them. */
export interface SessionIdentity {
  /** The subject of the token with which they signed in. */
  readonly subject: string;
  /** Their tenant; absent for an operator, who belongs to none. */
  readonly tenant?: string;
  /** When the session ends, in seconds since 1970. */
  readonly expiresAt: number;
}

/** The plan that ended because it was not paid for. */
export interface Lapsed {
  /** When the payment failed; absent if the billing system did not say. */
  readonly paymentFailedAt?: number;
  /** When the plan ended. */
  readonly endedAt: number;
}

/** What `GET /session` answers about someone who is signed in for a tenant. */
export interface SessionAnswer {
  /** The tenant. */
  readonly tenant: string;
  /** The tenant's facts, with which to ask the policy. */
  readonly facts: Tenant;
  /** The policy that decides. */
  readonly policy: { readonly digest: string; readonly url?: string };
  /** What the policy decided at the server. */
  readonly entitlements: Entitlements;
  /** The plan that ended because it was not paid for, if one did. */
  readonly lapsed?: Lapsed;
  /** The revision of the facts. */
  readonly revision: number;
  /** Whether the facts may have changed since the server read them. */
  readonly stale: boolean;
  /** Who is signed in. */
  readonly session: SessionIdentity;
  /** The server's time, in seconds since 1970. */
  readonly now: number;
  /**
   * What the policy knows: labels above all. `readSession` of `tiergate/server` adds it, so that a
   * page shows labels before it has loaded the policy.
   */
  readonly catalog?: Info;
  /**
   * What the tenant could do if it had paid for a plan that ended unpaid. `readSession` adds it, too, so
   * that a page which has not loaded the policy does not offer that plan again.
   */
  readonly paid?: Entitlements;
}

/** After how many milliseconds a request counts as failed. */
const PATIENCE = 30_000;

/**
 * Requests the session. Returns `undefined` if nobody is signed in for a tenant.
 *
 * @throws if the server cannot be reached or gives no usable answer.
 */
export async function requestSession(platform: Platform, url: string, abort: AbortController): Promise<SessionAnswer | undefined> {
  const timer = platform.setTimeout(() => abort.abort(), PATIENCE);
  try {
    // The HTTP cache would answer with the time of an earlier response.
    const response = await platform.fetch(`${url}/session`, { cache: "no-store", credentials: "include", signal: abort.signal });
    return await readAnswer(response);
  } finally {
    platform.clearTimeout(timer);
  }
}

/**
 * Reads the response of `GET /session`; `undefined` if nobody is signed in for a tenant.
 *
 * @throws if it is not a usable answer.
 */
export async function readAnswer(response: Response): Promise<SessionAnswer | undefined> {
  if (response.status === 401) return undefined;
  const answer = response.ok && (await response.json());
  // A body without a time is not an answer, but the sign-in page of some network in between.
  if (!answer.now) throw new Error(`\`${response.url}\` answered ${response.status}`);
  // An operator's answer has no tenant.
  return answer.tenant ? answer : undefined;
}
