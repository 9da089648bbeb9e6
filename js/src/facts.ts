import type { Assignment, FeatureSwitch, Subscription } from "./contract.js";
import { fail, reject } from "./error.js";

/** A request with everything written out that may be left out; each call has some of these. */
interface Facts {
  tenant?: { assignments: Assignment[]; switches: FeatureSwitch[] };
  subscriptions?: Subscription[];
  amount?: number;
}

/** Refuses facts that break the contract's own rules, which its types cannot say. */
export function checkFacts({ tenant, subscriptions, amount }: Facts): void {
  if (amount === 0) reject("amount", amount, "at least 1");
  const seen = new Set<string>();
  tenant?.assignments.forEach(({ source, plan }, i) => {
    const key = JSON.stringify(source === "billing" ? [source, plan] : source);
    if (seen.has(key)) fail("bad-request", `\`tenant.assignments[${i}]\` is one more of \`${key}\`; keep one`);
    seen.add(key);
  });
  tenant?.switches.forEach(({ by, enabled }, i) => {
    if (enabled && by === "tenant") reject(`tenant.switches[${i}].enabled`, enabled, "`false` where `by` is `tenant`");
  });
  subscriptions?.forEach(({ status, pastDueSince }, i) => {
    if (pastDueSince == null && (status === "past-due" || status === "unpaid"))
      reject(`subscriptions[${i}].pastDueSince`, undefined, `it where \`status\` is \`${status}\``);
  });
}
