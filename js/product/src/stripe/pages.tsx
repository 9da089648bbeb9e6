// The pages of Stripe's stand-in: its checkout, and its portal for customers.
import { plainPage } from "../server/document.tsx";
import type { SessionAnswer } from "tiergate/server";
import { type Price, priceOf } from "../prices.ts";
import { keptWith, type Subscription } from "./account.ts";
import { lossOf } from "./loss.ts";

const STAND_IN = "This page stands in for Stripe’s: no money moves. What you do here reaches the help desk as Stripe’s signed events.";

const Line = ({ label, euros }: Pick<Price, "label" | "euros">) => (
  <p className="row"><b>{label}</b> <span className="num">€{euros} <span className="muted">a month</span></span></p>
);

/** The lines of prices, with their total if there are several. */
const Lines = ({ prices }: { readonly prices: readonly string[] }) => {
  const lines = prices.map(priceOf).filter((it) => it !== undefined);
  return (
    <>
      {lines.map(({ id, label, euros }) => <Line key={id} label={`Help desk ${label}`} euros={euros} />)}
      {lines.length > 1 && <div className="total"><Line label="Total" euros={lines.reduce((sum, { euros }) => sum + euros, 0)} /></div>}
    </>
  );
};

const Choice = ({ value, label, isMain = false }: { readonly value: string; readonly label: string; readonly isMain?: boolean }) => (
  <button className={isMain ? "btn primary" : "btn"} name="do" value={value}>{label}</button>
);

/** Returns the page on which to pay a price, next to or instead of what a tenant pays already. */
export const checkoutPage = ({ tenant, catalog }: SessionAnswer, price: Price, present: Subscription | undefined): Response => {
  const prices = [...keptWith(price, present), price.id];
  const replaced = price.tier && priceOf(present?.prices.find((id) => !prices.includes(id)) ?? null);
  const loss = present && lossOf(catalog, present.prices, prices);
  const title = loss ? `Move to ${price.label}` : `Pay for ${price.label}`;
  const children = (
    <>
      <header><h1>{title}</h1><p className="soft">{STAND_IN}</p></header>
      <form method="post" action="/checkout">
        <input type="hidden" name="price" value={price.id} />
        <section className="card" aria-label="Bill">
          <div className="bill">
            <Lines prices={prices} />
            {replaced && <p className="soft">Replaces {replaced.label}, €{replaced.euros} a month.</p>}
            {loss && <p className="soft">{loss}</p>}
            <p className="row soft"><span>Team</span> <span>{tenant}</span></p>
            <p className="row soft"><span>Card</span> <span className="num">•••• 4242</span></p>
          </div>
        </section>
        <div className="buttons">
          <button className="btn primary">{loss ? title : `Pay €${price.euros}`}</button>
          <a className="btn" href="/plans">Back</a>
        </div>
      </form>
    </>
  );
  return plainPage({ title, children });
};

/** Returns the page of a tenant's subscription. */
export const portalPage = (session: SessionAnswer, subscription: Subscription | undefined): Response =>
  plainPage({
    title: "Payment",
    children: (
      <>
        <header><h1>Payment of {session.tenant}</h1><p className="soft">{STAND_IN}</p></header>
        {subscription ? <Portal subscription={subscription} catalog={session.catalog} /> : <p>{nothingPaid(session)}</p>}
        <p><a href="/plans">Back to the plan</a></p>
      </>
    ),
  });

const nothingPaid = ({ entitlements: { resolution } }: SessionAnswer) =>
  `There is no subscription, so nothing is paid.${resolution.source === "trial" ? " The trial ends by itself, and Basic follows." : ""}`;

interface PortalProps extends Pick<SessionAnswer, "catalog"> {
  readonly subscription: Subscription;
}

const Portal = ({ subscription: { status, prices }, catalog }: PortalProps) => (
  <form method="post" action="/portal">
    <section className="card" aria-label="Subscription">
      <div className="bill">
        <Lines prices={prices} />
        <p className="row soft"><span>State</span> <span>{status === "past_due" ? "A payment failed" : "Paid"}</span></p>
      </div>
    </section>
    <div className="buttons">
      {status === "past_due" ? <Choice value="pay" label="Update the card and pay" isMain /> : <Choice value="fail" label="Let a payment fail" />}
      <Choice value="cancel" label="End the subscription" />
    </div>
    <p className="small soft">Ending it takes effect at once. {lossOf(catalog, prices, [])}</p>
  </form>
);
