import type { FeatureId, TierId } from "tiergate";
import { PlanComparison, useTier } from "tiergate/react";
import { useSearch } from "wouter";
import { PRICES, type Price, priceOf } from "../../prices.ts";
import type { Agents } from "../answers.ts";
import { useAnswer } from "../data.tsx";
import { CHECK, CLOCK, DASH, Icon } from "../Icon.tsx";
import { Head } from "../Gated.tsx";
import { Seats } from "../Seats.tsx";
import { SUPPORT } from "../Upsell.tsx";

/** What the tenant's plan is and includes, and what the others do. */
export function Plans() {
  const { isUngated, isMisconfigured, isOwed, isSubscribed } = usePlan();
  const hrefFor = (tier: TierId) => {
    // Support or a payment comes first.
    if (isMisconfigured || isOwed) return undefined;
    if (tier !== "basic") return `/checkout?price=price-${tier}`;
    return isSubscribed ? "/portal" : undefined;
  };
  return (
    <>
      <Head title="Plan">
        <p className="soft"><PlanLine /></p>
        <PlanAction />
      </Head>
      <Paid />
      <Included />
      {!isUngated && (
        <>
          <section aria-labelledby="compare">
            <h2 id="compare">Compare plans</h2>
            <PlanComparison prices={prices} hrefFor={hrefFor} />
          </section>
          <AddOns />
        </>
      )}
    </>
  );
}

const amount = ({ euros }: Pick<Price, "euros">) => <>€{euros} <small>a month</small></>;
const prices = { basic: amount({ euros: 0 }), ...Object.fromEntries(PRICES.map((price) => [price.tier ?? price.id, amount(price)])) };

/** What the page says differently from plan to plan. */
const usePlan = () =>
  useTier((tier) => ({
    isUngated: tier.status === "ready" && Object.values(tier.features).some((it) => it?.reason === "ungated"),
    isMisconfigured: tier.status === "ready" && tier.isMisconfigured,
    isOwed: tier.status === "ready" && !!(tier.pastDue || tier.lapsed),
    onTrial: tier.status === "ready" && tier.trial ? tier.tier : undefined,
    isSubscribed: tier.status === "ready" && (tier.source === "billing" || !!tier.lapsed) && !tier.isMisconfigured,
  }));

/** The one thing to do about the present plan. */
function PlanAction() {
  const { isMisconfigured, isOwed, isSubscribed, onTrial } = usePlan();
  const kept = onTrial && PRICES.find(({ tier }) => tier === onTrial);
  if (isMisconfigured) return <a className="btn primary" href={SUPPORT}>Contact support</a>;
  if (isOwed) return <a className="btn primary" href="/portal">Update payment</a>;
  if (kept) return <a className="btn primary" href={`/checkout?price=${kept.id}`}>Keep {kept.label} for €{kept.euros} a month</a>;
  return isSubscribed && <a className="btn" href="/portal">Manage payment</a>;
}

const dayOf = (seconds: number) =>
  new Date(seconds * 1000).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

function PlanLine() {
  const { isUngated } = usePlan();
  const tier = useTier();
  if (tier.status !== "ready") return "The plan is not known right now.";
  const { label, source, trial, isMisconfigured, unpaidLabel } = tier;
  if (isUngated) return "Community edition: everything is included.";
  if (isMisconfigured) return "No plan is set up.";
  if (unpaidLabel) return `${label}, because ${unpaidLabel} was not paid.`;
  if (trial) return `${label} until ${dayOf(trial.endsAt)}: ${trial.daysLeft === 1 ? "1 day of the trial is" : `${trial.daysLeft} days of the trial are`} left.`;
  if (source === "billing") return `${label}, by subscription.`;
  return source === "manual" ? `${label}, granted by the help desk.` : `${label}, free of charge.`;
}

/** After a payment: that it has arrived, and then that the plan has. */
function Paid() {
  const price = priceOf(new URLSearchParams(useSearch()).get("paid"));
  const isThere = useTier((tier) => !!price && (price.tier ? tier.isAtLeast(price.tier) : tier.hasAddOn("assistant")));
  if (!price) return null;
  return (
    <p className="note" role="status">
      <Icon path={isThere ? CHECK : CLOCK} /> {isThere ? `Paid. You have ${price.label}.` : "Paid. What you bought arrives in a moment."}
    </p>
  );
}

function Included() {
  const tier = useTier();
  const { data } = useAnswer<Agents>("/api/agents");
  if (tier.status !== "ready" || !tier.catalog) return null;
  return (
    <section className="card" aria-labelledby="included">
      <header><h2 id="included">What is included</h2></header>
      <ul className="included">
        {tier.catalog.features.map(({ id, label }) => {
          // OK because the catalog's names are those of the policy that the types are made from.
          const has = tier.hasFeature(id as FeatureId);
          return (
            <li key={id} className={has ? "state solved" : "state not"}>
              <Icon path={has ? CHECK : DASH} /> <span>{!has && <span className="sr">Not included: </span>}{label}</span>
            </li>
          );
        })}
      </ul>
      {data && <div className="seats"><Seats used={data.agents.length} /></div>}
    </section>
  );
}

function AddOns() {
  const has = useTier((tier) => tier.hasAddOn("assistant"));
  const canUse = useTier((tier) => tier.isAtLeast("pro"));
  const isUnlimited = useTier((tier) => tier.cap("agents")?.limit === "unlimited");
  const { isOwed } = usePlan();
  const assistant = priceOf("price-assistant");
  if (!assistant || !(has || canUse)) return null;
  return (
    <section className="card" aria-labelledby="add-ons">
      <header><h2 id="add-ons">Add-ons</h2></header>
      <div className="add-on">
        <div><b>{assistant.label}</b> <p className="soft">Suggests an answer to each open ticket{!isUnlimited && ", and adds one seat"}.</p></div>
        <p className="num soft">{amount(assistant)}</p>
        {has ? <span className="tiergate-badge">Yours</span> : !isOwed && <a className="btn" href={`/checkout?price=${assistant.id}`}>Add {assistant.label}</a>}
      </div>
    </section>
  );
}
