import { plansOf } from "../client/plans.js";
import { upsellOf } from "../client/upsell.js";
import { known, make, TierElement } from "./context.js";

/**
 * `<tier-upsell feature="export">`: says what a denied feature, or more of a cap (`cap` and `used`),
 * requires, with a link to the upgrade (`href` replaces the policy's). Empty unless it is known to be denied.
 *
 * @example
 * ```html
 * <tier-upsell feature="export"></tier-upsell>
 * ```
 */
export class TierUpsellElement extends TierElement {
  static readonly observedAttributes = ["feature", "cap", "used", "href"];

  show(): void {
    const { client, snapshot } = known();
    const [feature, cap, used, href] = TierUpsellElement.observedAttributes.map((name) => this.getAttribute(name) ?? undefined);
    const isAsked = client && (feature ?? cap) !== undefined;
    const upsell = isAsked ? upsellOf(client, snapshot, { feature, cap, used: Number(used ?? 0) }) : undefined;
    if (!upsell) return this.replaceChildren();
    const title = make("h2", { class: "tiergate-title" }, upsell.title);
    const text = make("p", { class: "tiergate-text" }, upsell.text);
    const url = href ?? upsell.href;
    const link = upsell.action && url ? [make("a", { class: "tiergate-button tiergate-primary", href: url }, upsell.action)] : [];
    this.replaceChildren(make("section", { class: "tiergate-upsell", "aria-label": upsell.title }, title, text, ...link));
  }
}

/**
 * `<tier-badge>`: shows the name of the tenant's tier.
 *
 * @example
 * ```html
 * <tier-badge></tier-badge>
 * ```
 */
export class TierBadgeElement extends TierElement {
  show(): void {
    const { snapshot } = known();
    this.replaceChildren(...(snapshot.status === "ready" ? [make("span", { class: "tiergate-badge" }, snapshot.label)] : []));
  }
}

/**
 * `<plan-comparison>`: compares the policy's tiers. A choice is a `tier-select` event, whose
 * `detail` is the tier. With `show-not-offered`, tiers that are not offered are shown, too.
 *
 * @example
 * ```html
 * <plan-comparison></plan-comparison>
 * ```
 */
export class PlanComparisonElement extends TierElement {
  static readonly observedAttributes = ["show-not-offered"];

  show(): void {
    const { snapshot } = known();
    if (snapshot.status !== "ready" || !snapshot.catalog) return this.replaceChildren();
    const plans = plansOf(snapshot.catalog, snapshot.tier, this.hasAttribute("show-not-offered"));
    const cards = plans.map((plan) => {
      const line = ({ text, isIncluded }: (typeof plan.lines)[number]) =>
        make("li", { class: isIncluded ? "tiergate-line" : "tiergate-line tiergate-not" }, isIncluded ? text : `Not included: ${text}`);
      const title = make("h3", { class: "tiergate-title" }, plan.label);
      const lines = make("ul", { class: "tiergate-lines" }, ...plan.lines.map(line));
      const card = { class: "tiergate-plan", ...(plan.isCurrent && { "data-current": "" }) };
      return make("li", card, title, plan.isCurrent ? make("p", { class: "tiergate-badge" }, "Your plan") : this.#button(plan), lines);
    });
    this.replaceChildren(make("ul", { class: "tiergate-plans" }, ...cards));
  }

  #button({ id, action, isNext }: { id: string; action: string; isNext: boolean }) {
    const button = make("button", { type: "button", class: isNext ? "tiergate-button tiergate-primary" : "tiergate-button" }, action);
    button.addEventListener("click", () => this.dispatchEvent(new CustomEvent("tier-select", { detail: id, bubbles: true })));
    return button;
  }
}
