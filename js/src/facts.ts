import type { Calls } from "./contract.js";
import { reject } from "./error.js";

/** The arguments that any of the calls may have. */
export type Asked = Partial<Calls["check"]["asks"] & Calls["checkCap"]["asks"] & Calls["onBilling"]["asks"]>;

/** Refuses facts that break the rules of the contract that its types cannot express. */
export const checkFacts = ({ tenant, subscriptions, amount }: Asked) => {
  const seen = new Set<string>();
  for (const { source, plan } of tenant?.assignments ?? []) {
    const key = source !== "billing" ? source : plan == null ? "billing" : `billing ${plan}`;
    if (seen.has(key)) reject("tenant.assignments", key, "it once");
    seen.add(key);
  }
  for (const { by, enabled } of tenant?.switches ?? [])
    if (enabled && by === "tenant") reject("tenant.switches", "on", "off by `tenant`");
  for (const { status, pastDueSince } of subscriptions ?? [])
    if (pastDueSince == null && ["past-due", "unpaid"].includes(status))
      reject("subscriptions", status, "`pastDueSince` with it");
  if (amount === 0) reject("amount", amount, "at least 1");
};

/** The last second of the year 9999. */
const LAST = 253402300799;

/** Refuses times that were given in milliseconds, like those of `Date.now()`, instead of seconds. */
export const checkMoments = ({ tenant, subscriptions, now }: Asked) => {
  for (const [path, facts] of Object.entries<any>({ ...tenant, subscriptions, now: [{ expiresAt: now }] }))
    if (Array.isArray(facts))
      for (const { expiresAt, standing, trialEndsAt, pastDueSince } of facts)
        for (const moment of [expiresAt, trialEndsAt, pastDueSince, ...Object.values<number>({ ...standing })])
          // The end of time, 2^53-1, and times close to it are valid: an endless grace period ends then.
          if (moment > LAST && moment < 2 ** 52) reject(path, moment, "seconds, not milliseconds");
};
