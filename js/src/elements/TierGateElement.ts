import { isAtLeast } from "../client/labels.js";
import { known, make, TierElement } from "./context.js";

/**
 * `<tier-gate feature="export">`: shows its content only if the tenant may use a feature, may take
 * more of a cap (`cap` and `used`), is on a tier or a higher one (`tier`), or has an add-on (`add-on`).
 * Otherwise shows what is in its slot `fallback`, and while nothing is known what is in `loading`. Content
 * that must not run before it is allowed goes into a `<template>`.
 *
 * @example
 * ```html
 * <tier-gate feature="export">
 *   <template><export-dialog></export-dialog></template>
 *   <tier-upsell slot="fallback" feature="export"></tier-upsell>
 * </tier-gate>
 * ```
 */
export class TierGateElement extends TierElement {
  static readonly observedAttributes = ["feature", "cap", "used", "amount", "tier", "add-on"];
  #slot: HTMLSlotElement | undefined;
  /** What came out of the templates, while it is allowed. */
  #content: ChildNode[] = [];

  show(): void {
    if (!this.#slot) {
      this.#slot = make("slot", "");
      // Templates may arrive later, as while the page is still being read.
      this.#slot.onslotchange = () => this.#unpack();
      this.attachShadow({ mode: "open" }).append(this.#slot);
    }
    let name = "fallback";
    try {
      name = this.#judge();
    } finally {
      // It is closed if the question is malformed.
      this.#slot.name = name;
      if (name) this.#content.splice(0).forEach((node) => node.remove());
      this.#unpack();
    }
  }

  /** Shows what is in the templates, if it is allowed and not there yet. One in another slot is not what is gated. */
  #unpack() {
    if (this.#slot!.name || this.#content.length) return;
    for (const template of this.querySelectorAll<HTMLTemplateElement>(":scope > template:not([slot])")) {
      const copy = document.importNode(template.content, true);
      this.#content.push(...copy.childNodes);
      this.append(copy);
    }
  }

  /** Returns the name of the slot to show. */
  #judge(): string {
    const { client, snapshot } = known();
    if (!client || snapshot.status === "pending") return "loading";
    if (snapshot.status === "unavailable") return "unavailable";
    const [feature, cap, used, amount, tier, addOn] = TierGateElement.observedAttributes.map((name) => this.getAttribute(name));
    if (snapshot.status !== "ready") return "fallback";
    const allowed =
      feature != null ? client.check(feature)?.allowed
      : cap != null ? client.checkCap(cap, Number(used), Number(amount ?? 1))?.allowed
      : tier != null ? isAtLeast(snapshot, tier)
      : addOn != null && snapshot.addOns.includes(addOn);
    return allowed ? "" : "fallback";
  }
}
