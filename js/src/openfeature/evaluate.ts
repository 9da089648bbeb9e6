import type { ErrorCode, JsonValue, ResolutionDetails } from "@openfeature/core";
import type { Decision } from "../contract.js";
import { featureIn } from "../client/known.js";
import type { ReadySnapshot, TierSnapshot } from "../client/snapshot.js";

/** The flag that is the tenant's tier. */
const TIER = "tier";

/**
 * Evaluates a flag: a feature is a boolean, a cap is a number (its limit, `Infinity` if it is
 * unlimited), and `tier` is a string. `type` is what the caller wants.
 */
export const evaluate = <T extends JsonValue>(snapshot: TierSnapshot, flag: string, fallback: T, type: string): ResolutionDetails<T> => {
  const failed = (errorCode: string, errorMessage: string) =>
    ({ value: fallback, reason: "ERROR", errorCode: errorCode as ErrorCode, errorMessage }) as ResolutionDetails<T>;
  if (snapshot.status !== "ready") return failed("PROVIDER_NOT_READY", `the status is \`${snapshot.status}\``);
  const value = valueOf(snapshot, flag);
  if (value === undefined) return failed("FLAG_NOT_FOUND", `there is no feature or cap \`${flag}\``);
  if (typeof value !== type) return failed("TYPE_MISMATCH", `\`${flag}\` is a ${typeof value}`);
  const { tier, digest, revision } = snapshot;
  const decision = Object.hasOwn(snapshot.features, flag) ? featureIn(snapshot, flag) : undefined;
  const minimumTier = decision?.minimumTier;
  const flagMetadata = { tier, digest, revision, ...(minimumTier !== undefined && { minimumTier }) };
  return { value: value as T, variant: String(value), reason: reasonOf(snapshot, decision), flagMetadata };
};

const valueOf = ({ features, caps, tier }: ReadySnapshot, flag: string): boolean | number | string | undefined => {
  const [feature, cap] = [features[flag], caps[flag]];
  if (feature) return feature.allowed;
  if (cap) return cap.limit === "unlimited" ? Infinity : cap.limit["at-most"];
  return flag === TIER ? tier : undefined;
};

/** Returns the reason by OpenFeature's specification, section 1.4.7 and its types. */
const reasonOf = ({ isStale }: ReadySnapshot, decision: Decision | undefined) =>
  isStale ? "STALE"
  : decision?.reason === "always-on" ? "STATIC"
  : decision?.reason === "switched-off" ? "DISABLED"
  : "TARGETING_MATCH";

/** Returns the flags whose values differ between two snapshots. */
export const changedFlags = (before: TierSnapshot, after: TierSnapshot): string[] => {
  const flagsOf = (snapshot: TierSnapshot) =>
    snapshot.status === "ready" ? [TIER, ...Object.keys(snapshot.features), ...Object.keys(snapshot.caps)] : [];
  const valueIn = (snapshot: TierSnapshot, flag: string) => (snapshot.status === "ready" ? valueOf(snapshot, flag) : undefined);
  return [...new Set([...flagsOf(before), ...flagsOf(after)])].filter((flag) => valueIn(before, flag) !== valueIn(after, flag));
};
