import type { FeatureId } from "tiergate";
import { PlanComparison, useTier } from "tiergate/react";
import { useSearch } from "wouter";
import { PRICES, type Price, priceOf } from "../../prices.ts";
import type { Agents } from "../answers.ts";
import { useAnswer } from "../data.tsx";
import { CHECK, CLOCK, DASH, Icon } from "../Icon.tsx";
import { Head } from "../Gated.tsx";
import { Seats } from "../Seats.tsx";

/** What the tenant's plan is and includes, and what the others do. */
export function Plans() {
  const { isUngated, isSubscribed, onTrial } = usePlan();
  const kept = onTrial && PRICES.find(({ tier }) => tier === onTrial);
  return (
    <>
      <Head title="Plan">
        <p className="soft"><PlanLine /></p>
        {kept && <a className="btn" href={`/checkout?price=${kept.id}`}>Keep {kept.label} for €{kept.euros} a month</a>}
        {isSubscribed && <a className="btn" href="/portal">Manage payment</a>}
      </Head>
      <Paid />
      <Included />
      {!isUngated && (
        <>
          <section aria-labelledby="compare">
            <h2 id="compare">Compare plans</h2>
            <PlanComparison prices={prices} hrefFor={(tier) => (tier === "basic" ? "/portal" : `/checkout?price=price-${tier}`)} />
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
    onTrial: tier.status === "ready" && tier.trial ? tier.tier : undefined,
    isSubscribed: tier.status === "ready" && (tier.source === "billing" || !!tier.lapsed) && !tier.isMisconfigured,
  }));

const dayOf = (seconds: number) =>
  new Date(seconds * 1000).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

function PlanLine() {
  const { isUngated } = usePlan();
  const tier = useTier();
  if (tier.status !== "ready") return "The plan is not known right now.";
  const { label, source, trial, isMisconfigured } = tier;
  if (isUngated) return "Community edition: everything is included.";
  if (isMisconfigured) return "No plan is set up.";
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
  const assistant = priceOf("price-assistant");
  if (!assistant || !(has || canUse)) return null;
  return (
    <section className="card" aria-labelledby="add-ons">
      <header><h2 id="add-ons">Add-ons</h2></header>
      <div className="add-on">
        <div><b>{assistant.label}</b> <p className="soft">Suggests an answer to each open ticket, and has a seat of its own.</p></div>
        <p className="num soft">{amount(assistant)}</p>
        {has ? <span className="tiergate-badge">Yours</span> : <a className="btn" href={`/checkout?price=${assistant.id}`}>Add {assistant.label}</a>}
      </div>
    </section>
  );
}
