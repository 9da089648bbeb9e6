// How an assigned plan stands.
import type { Source, Standing } from "../api/types.ts";

/** Returns how a plan stands, if not simply well. */
export const standingWord = (standing: Standing, source: Source | undefined): string | undefined => {
  // That a trial is trialing goes without saying.
  if (standing === "good" || source === "trial") return undefined;
  return "trialing" in standing ? "trialing" : "past due";
};
