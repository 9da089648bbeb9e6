// What a customer loses with a lower plan.
import type { SessionAnswer } from "tiergate/server";
import { priceOf } from "../prices.ts";

type Catalog = NonNullable<SessionAnswer["catalog"]>;

/** What everyone has who pays nothing. */
export const FREE = "basic";

const lists = new Intl.ListFormat("en-GB");

/** Says what is lost if only some of a subscription's prices are left; `undefined` if nothing is. */
export function lossOf(catalog: Catalog | undefined, before: readonly string[], after: readonly string[]): string | undefined {
  if (!catalog) return undefined;
  const [from, to] = [tierIn(catalog, before), tierIn(catalog, after)];
  const lost = [
    ...catalog.features.filter(({ id }) => from?.features.includes(id) && !to?.features.includes(id)).map(({ label }) => label),
    ...before.filter((id) => !after.includes(id) && !priceOf(id)?.tier).map((id) => priceOf(id)?.label ?? id),
  ];
  const limits = catalog.caps
    .filter(({ id }) => limitIn(to, id) < limitIn(from, id))
    .map(({ id, unit, label }) => `${limitIn(to, id)} ${unit ?? label}`);
  const parts = [lost.length > 0 && `You lose ${lists.format(lost)}.`, limits.length > 0 && `${to?.label} allows ${lists.format(limits)}.`];
  return parts.filter(Boolean).join(" ") || undefined;
}

const limitIn = (tier: Catalog["tiers"][number] | undefined, id: string) => {
  const limit = tier?.caps.find(({ cap }) => cap === id)?.limit;
  return typeof limit === "object" ? limit["at-most"] : Infinity;
};

const tierIn = ({ tiers }: Catalog, prices: readonly string[]) => {
  const id = prices.map((price) => priceOf(price)?.tier).find(Boolean) ?? FREE;
  return tiers.find((tier) => tier.id === id);
};
