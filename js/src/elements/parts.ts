import { planOf } from "../client/labels.js";
import { type Compared, comparisonOf, type Plan } from "../client/plans.js";
import { upsellOf } from "../client/upsell.js";
import { known, make, TierElement } from "./context.js";

/**
 * `<tier-upsell feature="export">`: says what a denied feature, or more of a cap (`cap`, `used` and, for
 * more than one, `amount`), requires, with a link to the upgrade (`href` replaces the policy's). Empty unless it is known to be denied.
 *
 * @example
 * ```html
 * <tier-upsell feature="export"></tier-upsell>
 * ```
 */
export class TierUpsellElement extends TierElement {
  static readonly observedAttributes = ["feature", "cap", "used", "amount", "href"];

  show(): void {
    const { client, snapshot } = known();
    const [feature, cap, used, amount, href] = TierUpsellElement.observedAttributes.map((name) => this.getAttribute(name) ?? undefined);
    const isAsked = client && (feature ?? cap) !== undefined;
    const upsell = isAsked && upsellOf(client, snapshot, { feature, cap, used: Number(used ?? 0), amount: Number(amount ?? 1) });
    if (!upsell) return this.fill();
    const { title, text, action } = upsell;
    const url = href ?? upsell.href;
    const link = action && url ? [Object.assign(make("a", PRIMARY, action), { href: url })] : [];
    const section = make("section", "upsell", make("h2", "title", title), make("p", "text", text), ...link);
    this.fill(Object.assign(section, { ariaLabel: title }));
  }
}

/**
 * `<tier-badge>`: shows the name of the tenant's plan. Empty unless it is known and set up, and if nothing is gated.
 *
 * @example
 * ```html
 * <tier-badge></tier-badge>
 * ```
 */
export class TierBadgeElement extends TierElement {
  show(): void {
    const plan = planOf(known().snapshot);
    this.fill(...(plan ? [make("span", "badge", plan)] : []));
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
    if (!("catalog" in snapshot)) return this.fill();
    const { plans, rows } = comparisonOf(snapshot as Compared, this.hasAttribute("show-not-offered"));
    const headOf = (scope: string, ...content: (Node | string)[]) => Object.assign(make("th", "", ...content), { scope });
    const heads = plans.map((plan) => mark(plan, headOf("col", make("span", "title", plan.label), this.#action(plan))));
    const cellOf = (cell: boolean | string, i: number) =>
      mark(plans[i]!, make("td", cell ? "" : "not", cell === true ? "Included" : cell || "Not included"));
    const bodies = rows.map(({ label, cells }) => make("tr", "", headOf("row", label), ...cells.map(cellOf)));
    const parts = [make("caption", "hidden", "Plans"), make("thead", "", make("tr", "", make("td", ""), ...heads)), make("tbody", "", ...bodies)];
    this.fill(make("ul", "plans", ...plans.map((plan) => this.#card(plan))), make("table", "table", ...parts));
  }

  #card(plan: Plan) {
    const line = ({ text, isIncluded }: Plan["lines"][number]) =>
      isIncluded ? make("li", "line", text) : make("li", "line tiergate-not", `Not included: ${text}`);
    const lines = make("ul", "lines", ...plan.lines.map(line));
    return mark(plan, make("li", "plan", make("h3", "title", plan.label), this.#action(plan), lines));
  }

  #action({ id, action, isCurrent, isNext }: Plan) {
    if (isCurrent) return make("span", "badge", "Your plan");
    const onclick = () => this.dispatchEvent(new CustomEvent("tier-select", { detail: id, bubbles: true }));
    return Object.assign(make("button", isNext ? PRIMARY : "button", action), { type: "button", value: id, onclick });
  }
}

const PRIMARY = "button tiergate-primary";

const mark = ({ isCurrent }: Plan, element: HTMLElement) => {
  element.toggleAttribute("data-current", isCurrent);
  return element;
};
