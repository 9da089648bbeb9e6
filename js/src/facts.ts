import type { Calls } from "./contract.js";
import { reject } from "./error.js";

/** The arguments that any of the calls may have. */
export type Asked = Partial<
  Calls["check"]["asks"] & Calls["checkCap"]["asks"] & Calls["onBilling"]["asks"] & Calls["onSignup"]["asks"]
>;

/** Refuses facts that break the rules of the contract that its types cannot express. */
export const checkFacts = ({ tenant: { assignments = [], switches = [] } = {}, subscriptions = [] }: Asked) => {
  const seen = new Set<string>();
  for (const { source, plan } of assignments) {
    const key = source === "billing" && plan != null ? `billing: ${plan}` : source;
    if (seen.has(key)) reject("tenant.assignments", key, "it once");
    seen.add(key);
  }
  for (const { by, enabled } of switches)
    if (enabled && by === "tenant") reject("tenant.switches", "on", "off by `tenant`");
  for (const { status, pastDueSince } of subscriptions)
    if (pastDueSince == null && ["past-due", "unpaid"].includes(status))
      reject("subscriptions", status, "`pastDueSince` with it");
};
