// The pages of Stripe's stand-in: its checkout, and its portal for customers.
import { plainPage } from "../server/document.tsx";
import { type Price, priceOf } from "../prices.ts";
import type { Subscription } from "./account.ts";

const STAND_IN = "This page stands in for Stripe’s: no money moves. What you do here reaches the help desk as Stripe’s signed events.";

const Line = ({ label, euros }: Pick<Price, "label" | "euros">) => (
  <p className="row"><b>{label}</b> <span className="num">€{euros} <span className="muted">a month</span></span></p>
);

const Choice = ({ value, label, isMain = false }: { readonly value: string; readonly label: string; readonly isMain?: boolean }) => (
  <button className={isMain ? "btn primary" : "btn"} name="do" value={value}>{label}</button>
);

/** Returns the page on which to pay a price. */
export const checkoutPage = (tenant: string, price: Price): Response =>
  plainPage({
    title: `Pay for ${price.label}`,
    children: (
      <>
        <header><h1>Pay for {price.label}</h1><p className="soft">{STAND_IN}</p></header>
        <form method="post" action="/checkout">
          <input type="hidden" name="price" value={price.id} />
          <section className="card" aria-label="Bill">
            <div className="bill">
              <Line label={`Help desk ${price.label}`} euros={price.euros} />
              <p className="row soft"><span>Team</span> <span>{tenant}</span></p>
              <p className="row soft"><span>Card</span> <span className="num">•••• 4242</span></p>
            </div>
          </section>
          <div className="buttons">
            <button className="btn primary">Pay €{price.euros}</button>
            <a className="btn" href="/plans">Back</a>
          </div>
        </form>
      </>
    ),
  });

/** Returns the page of a tenant's subscription. */
export const portalPage = (tenant: string, subscription: Subscription | undefined): Response =>
  plainPage({
    title: "Payment",
    children: (
      <>
        <header><h1>Payment of {tenant}</h1><p className="soft">{STAND_IN}</p></header>
        {subscription ? <Portal {...subscription} /> : <p>There is no subscription, so nothing is paid. A trial ends by itself, and Basic follows.</p>}
        <p><a href="/plans">Back to the plan</a></p>
      </>
    ),
  });

const Portal = ({ status, prices }: Subscription) => (
  <form method="post" action="/portal">
    <section className="card" aria-label="Subscription">
      <div className="bill">
        {prices.map((id) => <Line key={id} label={priceOf(id)?.label ?? id} euros={priceOf(id)?.euros ?? 0} />)}
        <p className="row soft"><span>State</span> <span>{status === "past_due" ? "A payment failed" : "Paid"}</span></p>
      </div>
    </section>
    <div className="buttons">
      {status === "past_due" ? <Choice value="pay" label="Update the card and pay" isMain /> : <Choice value="fail" label="Let a payment fail" />}
      <Choice value="cancel" label="End the subscription" />
    </div>
  </form>
);
