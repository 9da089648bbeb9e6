// A tenant to try a map with, as a form has it and as facts.
import type { Info, Source, Tenant } from "tiergate";

/** A tenant as the form has it. */
export interface FactsForm {
  source: Source;
  /** A tier, `?` for a plan that the map does not have, or empty for no plan. */
  plan: string;
  isPastDue: boolean;
  edition: string;
  /** How many of each add-on. */
  addOns: Record<string, number>;
}

/** Returns the form of a tenant that pays for the highest offered tier. */
export const initialForm = ({ tiers }: Info): FactsForm => ({
  source: "billing",
  plan: tiers.findLast(({ offered }) => offered)?.id ?? tiers.at(-1)?.id ?? "",
  isPastDue: false,
  edition: "",
  addOns: {},
});

/** Returns a form's facts. Of what the map does not have any more, nothing is given. */
export const factsOf = ({ source, plan, isPastDue, edition, addOns }: FactsForm, catalog: Info): Tenant => {
  const isKnown = plan === "?" || catalog.tiers.some(({ id }) => id === plan);
  const held = catalog.addOns.filter(({ id }) => (addOns[id] ?? 0) > 0);
  return {
    ...(edition && catalog.editions.some(({ id }) => id === edition) && { edition }),
    ...(isKnown && { assignments: [{ source, plan: plan === "?" ? "no-such-plan" : plan, ...(isPastDue && { standing: { "past-due": null } as const }) }] }),
    ...(held.length > 0 && { addOns: held.map(({ id }) => ({ id, quantity: addOns[id] ?? 1, giver: source === "billing" ? ("billing" as const) : ("manual" as const) })) }),
  };
};

/** Returns the facts that a text has; throws a sentence if it is not JSON. */
export const readFacts = (text: string): Tenant => {
  try {
    return JSON.parse(text) as Tenant;
  } catch (error) {
    throw new Error(`The facts are not JSON: ${(error as Error).message}`);
  }
};
