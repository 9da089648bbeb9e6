// What the search offers for a text: tenants, pages, and what one can do.
import { tenantPath } from "../addresses.ts";
import { FOUND, useFound } from "../api/queries.ts";
import type { ListedTenant, Listing } from "../api/types.ts";
import { useDelayed } from "../parts/useDelayed.ts";
import { many } from "../words/number.ts";

/** Something that the search offers. */
export interface Hit {
  /** What is typed to find it. */
  id: string;
  /** A tenant's label. */
  label?: string | undefined;
  /** What kind of thing it is, if it is not a tenant. */
  kind?: string;
  /** The address that it leads to; without it, a tier is granted to the tenant that is searched next. */
  path?: string;
}

/** What the search finds by name, so that the keyboard gets everywhere from here. */
const NAMED: readonly Hit[] = [
  { id: "Grant a tier…", kind: "Action" },
  { id: "New tenant…", kind: "Action", path: "/tenants?do=create" },
  { id: "Edit a tier map", kind: "Action", path: "/policies/editor" },
  ...Object.entries({
    Tenants: "/tenants",
    "Misconfigured tenants": "/tenants?show=misconfigured",
    "Past-due tenants": "/tenants?show=past-due",
    "Grant a tier to many": "/tenants/grant",
    Policies: "/policies",
    Billing: "/billing",
  }).map(([id, path]) => ({ id, kind: "Go to", path })),
];

/** Returns what is offered for a text, and a sentence about it. When a tier is granted, those are tenants alone. */
export const useHits = (text: string, isGranting: boolean): { hits: Hit[]; status: string } => {
  const typed = text.trim();
  const wanted = useDelayed(typed, 150);
  const { data, error, isPlaceholderData } = useFound(wanted);
  const tenants = (wanted && typed && data?.tenants) || [];
  const named = isGranting ? [] : NAMED.filter(({ id }) => typed !== "" && id.toLowerCase().includes(typed.toLowerCase()));
  const hits = [...tenants.map((tenant) => hitOf(tenant, isGranting)), ...(isGranting ? [] : tenants.slice(0, 1).map(grantOf)), ...named];
  if (typed === "") return { hits, status: isGranting ? "Type a part of the tenant’s identifier or label" : "" };
  if (error) return { hits: named, status: "The server did not answer. Type on to try again." };
  if (!data || isPlaceholderData || wanted !== typed) return { hits, status: "Searching…" };
  return { hits, status: foundText(wanted, data) };
};

/** Returns the sentence about the tenants that have a text. The server looks at so many names for one page, which may be short and still not the last. */
const foundText = (text: string, { tenants: { length }, next }: Listing): string => {
  if (next && length === FOUND) return `More than ${length} tenants: type more of the name`;
  if (next) return `${length === 0 ? "None" : many(length, "tenant")} among the first 100,000 names: type more of the name`;
  return length === 0 ? `No tenant has “${text}” in its identifier or label` : `${many(length, "tenant")} found`;
};

const grantPath = (tenant: string): string => `${tenantPath(tenant)}?do=grant`;

const hitOf = ({ tenant, label }: ListedTenant, isGranting: boolean): Hit => ({ id: tenant, label, path: isGranting ? grantPath(tenant) : tenantPath(tenant) });

/** Returns the way to grant the first tenant a tier at once. */
const grantOf = ({ tenant, label }: ListedTenant): Hit => ({ id: `Grant ${label ?? tenant} a tier…`, kind: "Action", path: grantPath(tenant) });
