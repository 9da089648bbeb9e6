import type { ReactNode } from "react";
import type { CapId, FeatureId } from "../client/names.js";
import type { SessionTiers } from "./tiers.js";

/** The props of {@link ServerTierGate}. */
export type ServerTierGateProps = (
  | { readonly feature: FeatureId; readonly cap?: never; readonly used?: never }
  | { readonly cap: CapId; readonly used: number; readonly feature?: never }
) & {
  /** What the tenant may do; `undefined` if nobody is signed in. */
  readonly tiers: SessionTiers | undefined | Promise<SessionTiers | undefined>;
  /** Rendered if it is denied; defaults to nothing. */
  readonly fallback?: ReactNode;
  readonly children?: ReactNode;
};

/**
 * Renders its children only if the tenant may use a feature, or take one more of a cap. It reads no
 * cookie, so it works in a React server component and in plain server rendering. Given a promise, it is
 * asynchronous, which plain server rendering supports from React 19 on.
 *
 * @example
 * ```tsx
 * <ServerTierGate tiers={tiers} feature="export" fallback={<UpsellPlaceholder feature="export" />}>
 *   <Export />
 * </ServerTierGate>
 * ```
 */
export function ServerTierGate(props: ServerTierGateProps): ReactNode | Promise<ReactNode> {
  const { tiers, feature, cap, used = 0, fallback = null, children } = props;
  const render = (tiers: SessionTiers | undefined) => {
    const decision = feature !== undefined ? tiers?.check(feature) : tiers?.checkCap(cap!, used);
    return decision?.allowed ? children : fallback;
  };
  return tiers instanceof Promise ? tiers.then(render) : render(tiers);
}
