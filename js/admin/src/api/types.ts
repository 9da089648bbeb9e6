// The answers that the screen reads. Those of the policy's contract are the npm package's own.
import type { Decision, Info, Limit, Source, Standing } from "tiergate";
import type { components } from "./schema.d.ts";

export type { Decision, Info, Limit, Source, Standing };

type Schemas = components["schemas"];

/** A write in a tenant's history. */
export type Event = Schemas["Event"];
/** What a write did. */
export type Written = Schemas["Written"];
/** A published policy. */
export type StoredPolicy = Schemas["StoredPolicy"];
/** When a policy became active, and why. */
export type Activation = Schemas["Activation"];
/** A subscription, as billing reported it. */
export type ListedSubscription = Schemas["ListedSubscription"];
/** What would differ if another policy were active. */
export type PolicyPreview = Omit<Schemas["Preview"], "changes"> & { changes: PolicyChange[] };

/** A tenant for which another policy changes anything. */
export type TenantImpact = Schemas["TenantImpact"];
/** Some of them. */
export type ImpactPage = Schemas["ImpactPage"];
/** Some of the tenants that are kept on earlier policies. */
export type KeptPage = Schemas["KeptPage"];
/** What an activation did. */
export type Activated = Schemas["Activated"];

/** A difference between two policies' catalogs. */
export interface PolicyChange {
  subject: "policy" | Record<string, string>;
  part: "whole" | { feature: string } | { cap: string } | { key: string };
  old?: string | null;
  new?: string | null;
}

/** A plan that a source assigned, and whether it counts. */
export type SourceEntry = Schemas["SourceEntry"];
/** A feature of a tenant. */
export type FeatureEntry = Schemas["FeatureEntry"];
/** A cap of a tenant. */
export type CapEntry = Schemas["CapEntry"];
/** An add-on, and what a tenant has of it. */
export type AddOnEntry = Schemas["AddOnEntry"];
/** Everything about a tenant. */
export type Overview = Schemas["TenantOverview"];
/** A tenant of a list. */
export type ListedTenant = Schemas["ListedTenant"];
/** Some tenants. */
export type Listing = Schemas["Listing"];
/** What the navigation counts. */
export type Summary = Schemas["Summary"];
/** What a change would do. */
export type ChangePreview = Schemas["ChangePreview"];
