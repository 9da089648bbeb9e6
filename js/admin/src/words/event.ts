// What an event of a tenant's history says.
import type { Event, Info } from "../api/types.ts";
import { labelOf } from "./labels.ts";
import { limitText, listed, many, short } from "./number.ts";
import { shortDate } from "./time.ts";

const ended = (at: number | undefined) => (at === undefined ? "" : `, until ${shortDate(at)}`);

const times = (quantity: number | undefined) => (quantity === undefined || quantity === 1 ? "" : ` × ${quantity}`);

/** Returns an event as a phrase, with the policy's labels. */
export const eventText = (event: Event, catalog: Info | undefined): string => {
  const label = (kind: "tiers" | "features" | "caps" | "addOns", id: string) => labelOf(catalog, kind, id);
  switch (event.kind) {
    case "create": return event.edition ? `Created, in the edition ${event.edition}` : "Created";
    case "grant": return `Tier granted: ${label("tiers", event.tier)}${ended(event.expiresAt)}`;
    case "revoke": return "Granted tier revoked";
    case "trial": return `Trial of ${label("tiers", event.tier)}${ended(event.expiresAt)}`;
    case "end-trial": return "Trial ended";
    case "bill": return `Billing: ${soldBy(event)}${standingOf(event)}`;
    case "import": return `Imported plan: ${event.plan ? label("tiers", event.plan) : "none"}`;
    case "end-import": return "Imported plan ended";
    case "give-add-on": return `Add-on given: ${label("addOns", event.addOn)}${times(event.quantity)}${ended(event.expiresAt)}`;
    case "take-add-on": return `Add-on ended: ${label("addOns", event.addOn)}`;
    case "switch-feature": return `${label("features", event.feature)} switched ${event.enabled ? "on" : "off"}${byTenant(event.by)}${ended(event.expiresAt)}`;
    case "unswitch-feature": return `${label("features", event.feature)} is no longer switched${byTenant(event.by)}`;
    case "set-cap": return `Cap set: ${label("caps", event.cap)}, ${limitText(event.limit)}${ended(event.expiresAt)}`;
    case "unset-cap": return `Cap ended: ${label("caps", event.cap)}`;
    case "set-edition": return event.edition ? `Edition: ${event.edition}` : "Edition: that of the deployment";
    case "set-attribute": return event.value === undefined ? `Attribute ${event.name} removed` : `Attribute ${event.name}: ${event.value}`;
    case "set-label": return event.label === undefined ? "Label removed" : `Label: ${event.label}`;
    case "pin": return event.digest ? `Pinned to policy ${short(event.digest)}` : "No longer pinned";
    case "delete": return "Deleted";
    case "rebuild": return "Facts rebuilt from the history";
    default: return otherText(event);
  }
};

const byTenant = (by: "operator" | "tenant") => (by === "tenant" ? " by the tenant’s admin" : "");

type Billed = Extract<Event, { kind: "bill" }>;

/** Returns the products of the subscriptions, or how many subscriptions there are if they have no products. */
const soldBy = ({ subscriptions }: Billed) => {
  const products = subscriptions.flatMap(({ items }) => items.map(({ names, quantity }) => `${names[0]}${times(quantity)}`));
  return products.length > 0 ? listed(products) : many(subscriptions.length, "subscription");
};

const standingOf = ({ subscriptions }: { subscriptions: readonly { status: string }[] }) => {
  const odd = subscriptions.find(({ status }) => status !== "active");
  return odd ? `, ${odd.status.replace("-", " ")}` : "";
};

/** Returns the phrase of an event of a kind that this screen does not know. */
const otherText = (event: never): string => {
  const { kind } = event as { kind: string };
  const words = kind.replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
};
