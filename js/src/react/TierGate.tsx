"use client";

import { type ReactNode, useCallback } from "react";
import type { AddOnId, CapId, FeatureId, TierId } from "../client/names.js";
import type { TierSnapshot } from "../client/snapshot.js";
import { type CapUse, capUse, type FeatureState, featureState } from "../client/states.js";
import { type Tier, tierOf } from "../client/tier.js";
import type { TierClient } from "../client/tier-client.js";
import { useTierClient } from "./context.js";
import { useSelected } from "./useSelected.js";

/** Exactly one condition, of which the others are left out. */
type OneOf<Conditions> = {
  [K in keyof Conditions]: Conditions[K] & { [O in Exclude<KeysOf<Conditions>, keyof Conditions[K]>]?: never };
}[keyof Conditions];
type KeysOf<Conditions> = { [K in keyof Conditions]: keyof Conditions[K] }[keyof Conditions];

/** The condition of a gate. */
export type GateCondition = OneOf<{
  feature: { readonly feature: FeatureId };
  cap: { readonly cap: CapId; readonly used: number; readonly amount?: number };
  tier: { readonly tier: TierId };
  addOn: { readonly addOn: AddOnId };
  when: { readonly when: (tier: Tier) => boolean };
}>;

/** What a gate without a feature or a cap decided. */
export interface GateState {
  readonly status: TierSnapshot["status"];
  readonly allowed: boolean;
}

/** What a gate decided: with a feature or a cap, all that is known about it. */
export type GateDecision = FeatureState | CapUse | GateState;

/** What a gate with this condition decides. */
type DecisionOf<Condition> = Condition extends { readonly feature: FeatureId } ? FeatureState : Condition extends { readonly cap: CapId } ? CapUse : GateState;

/** What a gate with this condition shows. */
interface Slots<Decision> {
  /** Shown if it is allowed: content, or a function that returns it. */
  readonly children?: ReactNode | ((decision: Decision) => ReactNode);
  /** Shown if it is denied, or nobody is signed in; defaults to nothing. Content, or a function that returns it. */
  readonly fallback?: ReactNode | ((decision: Decision) => ReactNode);
  /** Shown while nothing is known; defaults to nothing. Never an upsell: the tenant may have paid. */
  readonly loading?: ReactNode;
  /** Shown if the server cannot be reached and nothing is known; defaults to a sentence that says so. */
  readonly unavailable?: ReactNode;
}
type WithSlots<Condition> = Condition extends unknown ? Condition & Slots<DecisionOf<Condition>> : never;

/** The props of {@link TierGate}. */
export type TierGateProps = WithSlots<GateCondition>;

/**
 * Shows its children only if the tenant may use a feature, may take more of a cap, is on a tier or a
 * higher one, has an add-on, or if a function says so.
 *
 * @example
 * ```tsx
 * <TierGate feature="export" fallback={<UpsellPlaceholder feature="export" />}>
 *   <Export />
 * </TierGate>
 * ```
 */
export function TierGate(props: TierGateProps): ReactNode {
  const { feature, cap, used, amount, tier, addOn, when, children, fallback, loading, unavailable = UNAVAILABLE } = props;
  const client = useTierClient();
  const judge = (snapshot: TierSnapshot) => decide(client, snapshot, { feature, cap, used, amount, tier, addOn, when });
  const decision = useSelected(useCallback(judge, [client, feature, cap, used, amount, tier, addOn, when]));
  const { status, allowed } = decision;
  if (status === "pending") return loading;
  if (status === "unavailable") return unavailable;
  const slot = (allowed ? children : fallback) as Slots<GateDecision>["children"];
  return typeof slot === "function" ? slot(decision) : slot;
}

const UNAVAILABLE = <p className="tiergate-note">This cannot be checked right now.</p>;

/** The props of every kind of condition. */
interface Asked {
  readonly feature: string | undefined;
  readonly cap: string | undefined;
  readonly used: number | undefined;
  readonly amount: number | undefined;
  readonly tier: string | undefined;
  readonly addOn: string | undefined;
  readonly when: ((tier: Tier) => boolean) | undefined;
}

const decide = (client: TierClient, snapshot: TierSnapshot, asked: Asked): GateDecision => {
  const { feature, cap, used = 0, amount, tier, addOn, when } = asked;
  if (feature !== undefined) return featureState(snapshot, feature);
  if (cap !== undefined) return capUse(client, snapshot, cap, used, amount);
  const it = tierOf(client, snapshot);
  const holds = when ? when(it) : tier !== undefined ? it.isAtLeast(tier) : addOn !== undefined && it.hasAddOn(addOn);
  return { status: snapshot.status, allowed: snapshot.status === "ready" && holds };
};
