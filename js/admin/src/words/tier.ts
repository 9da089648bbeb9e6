// What a tenant's tier rests on, as a sentence.
import type { Overview, Source } from "../api/types.ts";
import { longDate } from "./time.ts";

const WHOSE: Record<Source, string> = {
  manual: "which an operator granted",
  trial: "as a trial",
  billing: "which billing says",
  default: "the default",
};

/** Returns until when the tier holds, and what holds then. */
export const tierSentence = ({ tier, then, resolution, edition, pastDue }: Overview): string => {
  if (edition && !edition.gated) return `The edition ${edition.id} is not gated.`;
  const unpaid = pastDue?.since && !pastDue.ended ? ` Unpaid since ${longDate(pastDue.since)}.` : "";
  if (!then) return resolution.misconfigured ? `${tier.label}, until the plan is corrected.${unpaid}` : `${tier.label} without an end.${unpaid}`;
  const { source } = then.resolution;
  const next = `${then.tier.label}${source ? `, ${WHOSE[source]}` : ""}`;
  const back = then.tier.id === tier.id ? `then still ${next}` : `then ${resolution.source === "manual" ? "back to " : ""}${next}`;
  return `Until ${longDate(then.at)}, ${back}.${unpaid}`;
};
