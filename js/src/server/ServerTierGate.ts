import type { CapId, FeatureId } from "../client/names.js";
import type { SessionTiers } from "./tiers.js";

/** The props of {@link ServerTierGate}. What it renders is anything that React does: a server without React has none of its types. */
export type ServerTierGateProps = (
  | { readonly feature: FeatureId; readonly cap?: never; readonly used?: never; readonly amount?: never }
  | { readonly cap: CapId; readonly used: number; readonly amount?: number; readonly feature?: never }
) & {
  /** What the tenant may do; `undefined` if nobody is signed in. */
  readonly tiers: SessionTiers | undefined | PromiseLike<SessionTiers | undefined>;
  /** Rendered if it is denied; defaults to nothing. */
  readonly fallback?: unknown;
  readonly children?: unknown;
};

/**
 * Renders its children only if the tenant may use a feature, or take more of a cap: one, or `amount`. It reads
 * no cookie, so it works in a React server component and in plain server rendering. Given a promise, it is
 * asynchronous, which plain server rendering supports from React 19 on.
 *
 * @example
 * ```tsx
 * <ServerTierGate tiers={tiers} feature="export" fallback={<UpsellPlaceholder feature="export" />}>
 *   <Export />
 * </ServerTierGate>
 * ```
 */
// OK because React's types of 18 know no component that is asynchronous, and only `any` is one for each version.
export function ServerTierGate(props: ServerTierGateProps): any {
  const { tiers, feature, cap, used = 0, amount, fallback = null, children } = props;
  const render = (tiers: SessionTiers | undefined) => {
    const decision = feature !== undefined ? tiers?.check(feature) : tiers?.checkCap(cap!, used, amount);
    return decision?.allowed ? children : fallback;
  };
  // A promise may come from another realm, as in some development servers.
  return tiers && "then" in tiers ? tiers.then(render) : render(tiers);
}
