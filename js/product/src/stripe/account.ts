// A stand-in for an account at Stripe: it remembers subscriptions, and reports what happens to them.
import { type Price, priceOf } from "../prices.ts";
import type { Send } from "./events.ts";

/** A tenant's subscription. */
export interface Subscription {
  readonly tenant: string;
  readonly status: "active" | "past_due" | "canceled";
  /** The prices of its items: one of a tier, and those of add-ons. */
  readonly prices: readonly string[];
}

/** Returns the prices that stay next to a new one: a tier's price replaces another one's. */
export const keptWith = ({ id, tier }: Price, known?: Subscription): readonly string[] =>
  known?.prices.filter((it) => it !== id && !(tier && priceOf(it)?.tier)) ?? [];

/** The subscriptions of the product's customers. */
export class Account {
  readonly #subscriptions = new Map<string, Subscription>();
  /** When the last event of a tenant happened: its events are never in the same second, which would leave their order in doubt. */
  readonly #last = new Map<string, number>();
  readonly #lives = new Map<string, number>();
  readonly #send: Send;

  constructor(send: Send) {
    this.#send = send;
  }

  /** Returns a tenant's subscription, unless it has none or has ended. */
  of(tenant: string): Subscription | undefined {
    const known = this.#subscriptions.get(tenant);
    return known?.status === "canceled" ? undefined : known;
  }

  /** Begins a subscription with a price, or adds the price to the present one, which stays past due if it is. */
  async buy(tenant: string, price: Price, at?: number): Promise<void> {
    const known = this.of(tenant);
    const next: Subscription = { tenant, status: known?.status ?? "active", prices: [...keptWith(price, known), price.id] };
    if (!known) this.#lives.set(tenant, (this.#lives.get(tenant) ?? 0) + 1);
    await this.#report(known ? "updated" : "created", next, at);
  }

  /** A payment fails: the subscription is past due. */
  async fail(tenant: string, at?: number): Promise<void> {
    const known = this.of(tenant);
    if (!known || known.status === "past_due") return;
    const when = await this.#report("updated", { ...known, status: "past_due" }, at);
    const invoice = { id: `in_${tenant}`, object: "invoice", customer: `cus_${tenant}`, status: "open", due_date: when, subscription: this.#id(tenant) };
    await this.#send("invoice.payment_failed", when, invoice);
  }

  /** The payment is mended: the subscription is active. */
  async pay(tenant: string): Promise<void> {
    const known = this.of(tenant);
    if (known?.status === "past_due") await this.#report("updated", { ...known, status: "active" });
  }

  /** The subscription ends now. */
  async cancel(tenant: string): Promise<void> {
    const known = this.of(tenant);
    if (known) await this.#report("deleted", { ...known, status: "canceled" });
  }

  #id(tenant: string) {
    return `sub_${tenant}_${this.#lives.get(tenant) ?? 1}`;
  }

  /** Reports a change. It is kept only if the server has taken the event. */
  async #report(what: "created" | "updated" | "deleted", next: Subscription, at = Math.floor(Date.now() / 1000)): Promise<number> {
    const { tenant } = next;
    const when = Math.max(at, (this.#last.get(tenant) ?? 0) + 1);
    const before = what === "updated" && this.#subscriptions.get(tenant);
    await this.#send(`customer.subscription.${what}`, when, this.#object(next, when), before ? changesOf(before, next) : undefined);
    this.#last.set(tenant, when);
    this.#subscriptions.set(tenant, next);
    return when;
  }

  #object({ tenant, status, prices }: Subscription, when: number): object {
    const common = { id: this.#id(tenant), object: "subscription", customer: `cus_${tenant}`, cancel_at_period_end: false };
    return { ...common, status, metadata: { tiergate_tenant: tenant }, items: itemsOf(prices), ...(status === "canceled" && { ended_at: when }) };
  }
}

const itemsOf = (prices: readonly string[]) => ({
  object: "list",
  data: prices.map((price) => ({ id: `si_${price}`, object: "subscription_item", quantity: 1, price: { id: price, object: "price", product: `prod_${price}` } })),
});

const changesOf = (before: Subscription, next: Subscription) => ({
  ...(before.status !== next.status && { status: before.status }),
  ...(before.prices.join() !== next.prices.join() && { items: itemsOf(before.prices) }),
});
