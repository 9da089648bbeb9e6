import { paidBy } from "../client/paid.js";
import { readAnswer, type SessionAnswer } from "../client/session.js";
import { Policy } from "../policy.js";
import { TierUnavailableError } from "./errors.js";

/** The options of {@link readSession}. */
export interface ReadSessionOptions {
  /** The absolute address under which the server has `session` and `policies`. */
  readonly url: string;
  /** How to fetch; defaults to the platform's `fetch`. */
  readonly fetch?: typeof fetch;
}

/** After how many milliseconds a request counts as failed: somebody waits for the page. */
const PATIENCE = 10_000;

/** Returns an address without the slash at its end. */
const rootOf = (url: string) => url.replace(/\/$/, "");

/** Sessions by the request that asks for them, so that each is read once. */
const read = new WeakMap<Request, Promise<SessionAnswer | undefined>>();

/** The policies in use, by their address. */
const policies = new Map<string, Promise<Policy>>();
/** How many policies are kept: the active one, and those of pinned tenants. */
const MOST = 8;

/**
 * Reads the session of a request, or of its `Cookie` header: once per request, however often it is
 * called. The answer also has the policy's labels, so that a page shows them before it has loaded
 * the policy. Returns `undefined` if nobody is signed in for a tenant.
 *
 * @throws {@link TierUnavailableError} if the server cannot be asked.
 *
 * @example
 * ```ts
 * const session = await readSession(request, { url: "http://localhost:4747" });
 * ```
 */
export function readSession(request: Request | string, options: ReadSessionOptions): Promise<SessionAnswer | undefined> {
  if (typeof request === "string") return ask(request, options);
  let session = read.get(request);
  if (!session) read.set(request, (session = ask(request.headers.get("cookie") ?? "", options)));
  return session;
}

async function ask(cookie: string, options: ReadSessionOptions): Promise<SessionAnswer | undefined> {
  const { url, fetch: get = fetch } = options;
  try {
    const answer = await readAnswer(await get(`${rootOf(url)}/session`, { headers: { cookie }, signal: AbortSignal.timeout(PATIENCE) }));
    if (!answer) return undefined;
    // The server has decided: without the policy a page has no labels yet, and that is all.
    const known = await policyOf(answer, options).then((policy) => knownTo(policy, answer)).catch(() => ({}));
    return { ...answer, ...known };
  } catch (cause) {
    throw new TierUnavailableError(`the session cannot be read: ${cause}`, { cause });
  }
}

const knownTo = (policy: Policy, { facts, now }: SessionAnswer) => {
  const paid = paidBy(policy, facts, now);
  return { catalog: policy.describe(), ...(paid && { paid }) };
};

/**
 * Returns the policy that decides for a session. It is loaded once for as long as it is in use.
 *
 * @throws {@link TiergateError} if it cannot be loaded.
 *
 * @example
 * ```ts
 * const tiers = tiersOf(session, await policyOf(session, { url: "http://localhost:4747" }));
 * ```
 */
export function policyOf({ policy: { digest } }: SessionAnswer, { url, fetch: get = fetch }: ReadSessionOptions): Promise<Policy> {
  const address = `${rootOf(url)}/policies/${digest}.wasm`;
  const known = policies.get(address);
  if (known) return known;
  const loading = Policy.load(get(address, { signal: AbortSignal.timeout(PATIENCE) }));
  policies.set(address, loading);
  loading.catch(() => policies.delete(address));
  if (policies.size > MOST) policies.delete(policies.keys().next().value!);
  return loading;
}
