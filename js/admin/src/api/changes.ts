// The changes that an operator can make to a tenant, and how each is asked for.
import { request } from "./client.ts";
import type { components } from "./schema.d.ts";
import type { ChangePreview, Limit, Written } from "./types.ts";

type Schemas = components["schemas"];

/** A change to a tenant, as the history writes it. */
export type Change =
  | { kind: "grant"; tier: string; expiresAt?: number | undefined }
  | { kind: "revoke" }
  | { kind: "trial"; tier: string; expiresAt: number }
  | { kind: "end-trial" }
  | { kind: "give-add-on"; addOn: string; quantity: number; expiresAt?: number | undefined }
  | { kind: "take-add-on"; addOn: string }
  | { kind: "switch-feature"; feature: string; enabled: boolean; by: "operator"; expiresAt?: number | undefined }
  | { kind: "unswitch-feature"; feature: string; by: "operator" }
  | { kind: "set-cap"; cap: string; limit: Limit; expiresAt?: number | undefined }
  | { kind: "unset-cap"; cap: string }
  | { kind: "set-edition"; edition?: string | undefined }
  | { kind: "pin"; digest?: string | undefined }
  | { kind: "set-label"; label?: string | undefined }
  | { kind: "delete" };

/** How a change is sent. */
export interface Sending {
  /** The idempotency key. */
  key: string;
  reason: string | undefined;
  /** The revision that the tenant must be at. */
  revision: number;
}

/** The path of a change, below the tenant, and what is put there; without a body, what is there is removed. */
interface Route {
  path: string;
  body?: object;
}

const part = encodeURIComponent;

const routeOf = (change: Change): Route => {
  switch (change.kind) {
    case "grant": return { path: "/tier", body: { tier: change.tier, until: change.expiresAt } satisfies Schemas["Granted"] };
    case "revoke": return { path: "/tier" };
    case "trial": return { path: "/trial", body: { tier: change.tier, until: change.expiresAt } satisfies Schemas["Tried"] };
    case "end-trial": return { path: "/trial" };
    case "give-add-on": return { path: `/add-ons/${part(change.addOn)}`, body: { quantity: change.quantity, until: change.expiresAt } satisfies Schemas["Given"] };
    case "take-add-on": return { path: `/add-ons/${part(change.addOn)}` };
    case "switch-feature": return { path: `/features/${part(change.feature)}`, body: { enabled: change.enabled, until: change.expiresAt } satisfies Schemas["Switched"] };
    case "unswitch-feature": return { path: `/features/${part(change.feature)}` };
    case "set-cap": return { path: `/caps/${part(change.cap)}`, body: { limit: change.limit, until: change.expiresAt } satisfies Schemas["Limited"] };
    case "unset-cap": return { path: `/caps/${part(change.cap)}` };
    case "set-edition": return { path: "/edition", ...(change.edition !== undefined && { body: { edition: change.edition } }) };
    case "pin": return { path: "/pin", ...(change.digest !== undefined && { body: { digest: change.digest } }) };
    case "set-label": return { path: "/label", ...(change.label !== undefined && { body: { label: change.label } }) };
    case "delete": return { path: "" };
  }
};

/** Makes a change. A request without a body has its reason in a header. */
export const write = async (tenant: string, change: Change, { key, reason, revision }: Sending): Promise<Written> => {
  const { path, body } = routeOf(change);
  const headers = { "idempotency-key": key, "if-match": `"${revision}"` };
  const address = `/v1/tenants/${part(tenant)}${path}`;
  if (body) return (await request("PUT", address, { headers, json: { ...body, reason } })) as Written;
  const why: Record<string, string> = reason === undefined ? {} : { "tiergate-reason": part(reason) };
  return (await request("DELETE", address, { headers: { ...headers, ...why } })) as Written;
};

/** Returns what a change would do, without making it. */
export const preview = async (tenant: string, change: Change, signal: AbortSignal): Promise<ChangePreview> =>
  (await request("POST", `/v1/tenants/${part(tenant)}/preview`, { json: change, signal })) as ChangePreview;
