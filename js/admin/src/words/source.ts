// Who assigned a plan, in words.
import type { Source } from "../api/types.ts";

const NAMES: Record<Source, string> = { manual: "Grant", trial: "Trial", billing: "Billing", default: "Default" };

const STATES: Record<Source, string> = { manual: "Granted", trial: "Trial", billing: "Paid", default: "Default" };

/** Returns the name of a source. */
export const sourceName = (source: Source): string => NAMES[source];

/** Returns a plan that the policy does not have, as billing or an operator named it. */
export const planName = (plan: string): string => plan.replace(/^product:/, "");

/** Returns how a tenant came by its tier, as one word. */
export const sourceWord = (source: Source | undefined): string => (source ? STATES[source] : "No plan");
