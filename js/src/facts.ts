import type { Calls } from "./contract.js";
import { reject } from "./error.js";

/** What any of the calls asks. */
export type Asked = Partial<Calls["checkCap"]["asks"] & Calls["onBilling"]["asks"]>;

/** Refuses facts that break the contract's own rules, where its types cannot say them. */
export function checkFacts({ tenant, subscriptions, amount }: Asked): void {
  if (amount === 0) reject("amount", amount, "at least 1");
  const seen = new Set<string>();
  tenant?.assignments?.forEach(({ source, plan }, i) => {
    const key = source === "billing" ? `billing ${JSON.stringify(plan ?? null)}` : source;
    if (seen.has(key)) reject(`tenant.assignments[${i}]`, `a second ${key}`, "one");
    seen.add(key);
  });
  tenant?.switches?.forEach(({ by, enabled }, i) => {
    if (enabled && by === "tenant") reject(`tenant.switches[${i}].enabled`, enabled, "false, or another `by`");
  });
  subscriptions?.forEach(({ status, pastDueSince }, i) => {
    if (pastDueSince == null && (status === "past-due" || status === "unpaid"))
      reject(`subscriptions[${i}].pastDueSince`, undefined, `it where \`status\` is \`${status}\``);
  });
}
