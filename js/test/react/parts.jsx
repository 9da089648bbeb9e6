// Every part in every state.
import { createRoot } from "react-dom/client";
import { flushSync } from "react-dom";
import { Policy } from "tiergate";
import { Gates, MisconfiguredBanner, PaymentNotice, PlanComparison, StaleNotice, TierBadge, TierGate, TierTestProvider, TrialNotice, UpsellPlaceholder } from "./app.jsx";

const policy = await Policy.load("/policy.wasm");
const now = Math.floor(Date.now() / 1000);
const of = (assignments, more = {}) => ({ policy, facts: { assignments }, ...more });
const plan = (plan) => [{ source: "billing", plan }];
window.states = {
  pending: { status: "pending" },
  "signed-out": { status: "signed-out" },
  unavailable: { status: "unavailable" },
  free: of(plan("free")),
  pro: of(plan("pro")),
  partner: of(plan("partner")),
  trial: of([{ source: "trial", plan: "pro", expiresAt: now + 86_400 * 3 }]),
  "past due": of([{ source: "billing", plan: "pro", standing: { "past-due": now + 86_400 }, expiresAt: now + 86_400 }]),
  unpaid: of([{ source: "billing", plan: "pro", standing: { "past-due": now }, expiresAt: now }]),
  misconfigured: of(plan("gone")),
  stale: of(plan("pro"), { stale: true }),
  "without a catalog": { entitlements: policy.entitle({ assignments: plan("free") }, now) },
};

const root = createRoot(document.querySelector("#root"));
window.show = (name, asPage) =>
  flushSync(() =>
    root.render(
      <TierTestProvider key={name} {...window.states[name]}>
        <main>
          {asPage ? <UpsellPlaceholder feature="export" asPage /> : <h1>Parts</h1>}
          <MisconfiguredBanner href="/support" />
          <PaymentNotice href="/payment" />
          <TrialNotice />
          <StaleNotice />
          <TierBadge />
          <h2>Gates</h2>
          <TierGate feature="export" fallback={asPage ? null : <UpsellPlaceholder feature="export" />} loading={<p>Loading</p>}><p>Export</p></TierGate>
          <UpsellPlaceholder feature="ai" />
          <UpsellPlaceholder feature="nope" />
          <UpsellPlaceholder cap="maxNotes" used={1000} />
          <h2>Plans</h2>
          <PlanComparison prices={{ free: "€0", pro: "€29 a month" }} onSelect={() => {}} />
          <PlanComparison hrefFor={(tier) => `/upgrade/${tier}`} showNotOffered />
        </main>
      </TierTestProvider>,
    ),
  );
window.isReady = true;
