import type { DetailedHTMLProps, HTMLAttributes } from "react";
import type { AddOnId, CapId, FeatureId, TierId } from "../client/names.js";
import type { PlanComparisonElement, TierBadgeElement, TierGateElement, TierUpsellElement } from "./index.js";

// Apart from `tiergate/elements`, because only with React's types is there a module to augment.
export * from "./index.js";

type TagProps<Element> = DetailedHTMLProps<HTMLAttributes<Element>, Element>;
type OfFeature = { readonly feature: FeatureId; readonly cap?: never };
type OfCap = { readonly cap: CapId; readonly used: number | string; readonly amount?: number | string; readonly feature?: never };

/** The condition of a `<tier-gate>`. */
type Condition =
  | (OfFeature & { readonly tier?: never; readonly "add-on"?: never })
  | (OfCap & { readonly tier?: never; readonly "add-on"?: never })
  | { readonly tier: TierId; readonly feature?: never; readonly cap?: never; readonly "add-on"?: never }
  | { readonly "add-on": AddOnId; readonly feature?: never; readonly cap?: never; readonly tier?: never };

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "tier-gate": TagProps<TierGateElement> & Condition;
      "tier-upsell": TagProps<TierUpsellElement> & (OfFeature | OfCap) & { readonly href?: string };
      "tier-badge": TagProps<TierBadgeElement>;
      "plan-comparison": TagProps<PlanComparisonElement> & { readonly "show-not-offered"?: "" };
    }
  }
}
