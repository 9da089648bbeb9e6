import { PlanComparisonElement, TierBadgeElement, TierUpsellElement } from "./parts.js";
import { TierGateElement } from "./TierGateElement.js";

export { TierElements } from "./context.js";
export { PlanComparisonElement, TierBadgeElement, TierGateElement, TierUpsellElement };

const elements = {
  "tier-gate": TierGateElement,
  "tier-upsell": TierUpsellElement,
  "tier-badge": TierBadgeElement,
  "plan-comparison": PlanComparisonElement,
};
// A page may have this file twice, and a server has no registry.
for (const [name, element] of Object.entries(elements))
  if (globalThis.customElements && !customElements.get(name)) customElements.define(name, element);

declare global {
  interface HTMLElementTagNameMap {
    "tier-gate": TierGateElement;
    "tier-upsell": TierUpsellElement;
    "tier-badge": TierBadgeElement;
    "plan-comparison": PlanComparisonElement;
  }
}
