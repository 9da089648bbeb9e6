import type { CapState, Decision, Entitlements, Info, Source } from "../contract.js";
import type { Lapsed } from "./session.js";
import type { AddOnId, CapId, FeatureId, TierId } from "./names.js";

/** A trial that the tenant is on. */
export interface TrialState {
  /** When it ends, in seconds since 1970. */
  readonly endsAt: number;
  /** How many days are left, rounded up. */
  readonly daysLeft: number;
}

/** A payment that failed, while the plan that it was for still holds. */
export interface PastDueState {
  /** When the plan ends unless it is paid for, in seconds since 1970; absent if it does not end. */
  readonly endsAt?: number | undefined;
}

/** What is known while a tenant is signed in. */
export interface ReadySnapshot {
  readonly status: "ready";
  /** The tenant. */
  readonly tenant: string;
  /** The identifier of its tier. */
  readonly tier: TierId;
  /** The tier's name, for display. */
  readonly label: string;
  /** The source of the assignment that gives the tier; absent if none does. */
  readonly source?: Source;
  /** Whether the plan is missing or names no tier, or the edition is unknown. */
  readonly isMisconfigured: boolean;
  /** Whether the facts may have changed since: the server could not be asked, or could not read them. */
  readonly isStale: boolean;
  /** If stale, when the facts were last known to be right, in seconds since 1970; absent if the server does not know. */
  readonly staleSince?: number;
  /** Every feature, by its identifier. */
  readonly features: Readonly<Partial<Record<FeatureId, Decision>>>;
  /** Every cap, by its identifier. */
  readonly caps: Readonly<Partial<Record<CapId, CapState>>>;
  /** The add-ons that are in force. */
  readonly addOns: readonly AddOnId[];
  /** The trial that gives the tier, if one does. */
  readonly trial?: TrialState;
  /** The payment that failed, if the plan that gives the tier is past due. */
  readonly pastDue?: PastDueState;
  /** The plan that ended because it was not paid for, if one did. */
  readonly lapsed?: Lapsed;
  /** The first moment at which any of this changes, in seconds since 1970. */
  readonly validUntil?: number;
  /** The digest of the policy that decides. */
  readonly digest: string;
  /** The revision of the facts. */
  readonly revision: number;
  /**
   * Who decided: the policy in this page, or the server, if the policy could not be loaded (yet), or
   * does not run because WebAssembly is refused.
   */
  readonly by: "policy" | "server";
  /** Whether the policy in this page decided otherwise than at the server: a defect to report. */
  readonly differs?: true;
  /** What the policy knows, such as labels; absent if it could not be loaded. */
  readonly catalog?: Info;
}

/**
 * What a client knows:
 * - `pending`: nothing yet;
 * - `ready`: what a tenant may do;
 * - `signed-out`: nobody is signed in for a tenant;
 * - `unavailable`: the server has not answered yet, and cannot be reached; the client tries again.
 */
export type TierSnapshot = ReadySnapshot | { readonly status: "pending" | "signed-out" | "unavailable" };

type Bare = Exclude<TierSnapshot, ReadySnapshot>;
const bares: Partial<Record<Bare["status"], Bare>> = {};

/** Returns the snapshot of a status without a tenant: always the same object. */
export const bare = (status: Bare["status"]): Bare => (bares[status] ??= Object.freeze({ status }));

/** Checks whether two values are the same as JSON. */
export const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/** Returns the items by their key. An item that `previous` has, too, is the same object, so that listeners see what has changed. */
export const byKey = <T extends object>(items: readonly T[], key: keyof T, previous: Readonly<Partial<Record<string, T>>> | undefined) => {
  const all: Record<string, T> = Object.create(null);
  for (const item of items) {
    const id = item[key] as string;
    const known = previous?.[id];
    all[id] = isSame(known, item) ? known! : Object.freeze(item);
  }
  return Object.freeze(all);
};

/** A standing as an object: a word has none of the cases that carry a time. */
type Cases = { readonly trialing?: number; readonly "past-due"?: number | null };

/** Returns the trial that gives the tier, if one does. */
export const trialOf = ({ resolution: { source, standing, expiresAt } }: Entitlements, now: number): TrialState | undefined => {
  const endsAt = (standing as Cases).trialing ?? (source === "trial" ? expiresAt : undefined);
  return endsAt === undefined ? undefined : { endsAt, daysLeft: Math.ceil(Math.max(endsAt - now, 0) / 86_400) };
};

/** Returns how the plan that gives the tier is past due, if it is. */
export const pastDueOf = ({ resolution: { standing } }: Entitlements): PastDueState | undefined => {
  const endsAt = (standing as Cases)["past-due"];
  return endsAt === undefined ? undefined : { endsAt: endsAt ?? undefined };
};
