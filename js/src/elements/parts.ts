import { comparisonOf, type Plan } from "../client/plans.js";
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
    const { plans, rows } = comparisonOf(snapshot.catalog, snapshot.tier, this.hasAttribute("show-not-offered"));
    const heads = plans.map((plan) => make("th", { scope: "col", ...markOf(plan) }, make("span", { class: "tiergate-title" }, plan.label), this.#action(plan)));
    const cellOf = (cell: boolean | string, i: number) =>
      make("td", { ...(!cell && { class: "tiergate-not" }), ...markOf(plans[i]!) }, cell === true ? "Included" : cell || "Not included");
    const bodies = rows.map(({ label, cells }) => make("tr", {}, make("th", { scope: "row" }, label), ...cells.map(cellOf)));
    const caption = make("caption", { class: "tiergate-hidden" }, "Plans");
    const table = make("table", { class: "tiergate-table" }, caption, make("thead", {}, make("tr", {}, make("td", {}), ...heads)), make("tbody", {}, ...bodies));
    this.replaceChildren(make("ul", { class: "tiergate-plans" }, ...plans.map((plan) => this.#card(plan))), table);
  }

  #card(plan: Plan) {
    const line = ({ text, isIncluded }: Plan["lines"][number]) =>
      make("li", { class: isIncluded ? "tiergate-line" : "tiergate-line tiergate-not" }, isIncluded ? text : `Not included: ${text}`);
    const lines = make("ul", { class: "tiergate-lines" }, ...plan.lines.map(line));
    return make("li", { class: "tiergate-plan", ...markOf(plan) }, make("h3", { class: "tiergate-title" }, plan.label), this.#action(plan), lines);
  }

  #action({ id, action, isCurrent, isNext }: Plan) {
    if (isCurrent) return make("span", { class: "tiergate-badge" }, "Your plan");
    const button = make("button", { type: "button", class: isNext ? "tiergate-button tiergate-primary" : "tiergate-button" }, action);
    button.addEventListener("click", () => this.dispatchEvent(new CustomEvent("tier-select", { detail: id, bubbles: true })));
    return button;
  }
}

const markOf = ({ isCurrent }: Plan) => (isCurrent ? { "data-current": "" } : {});
