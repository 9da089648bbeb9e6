// The pages of the tests, for the server and the browser.
import { Component, StrictMode, Suspense, lazy, useState } from "react";
import { TierBadge, TierGate, TierProvider, UpsellPlaceholder, MisconfiguredBanner, PaymentNotice, PlanComparison, StaleNotice, TrialNotice, useCap, useFeature, useTier, useTierMenu, filterByTier } from "tiergate/react";
import { TierTestProvider } from "tiergate/react/testing";

export { filterByTier, TierBadge, TierGate, TierProvider, TierTestProvider, UpsellPlaceholder, MisconfiguredBanner, PaymentNotice, PlanComparison, StaleNotice, TrialNotice, useCap, useFeature, useTier, useTierMenu };

export const LATE = 20;

/** A gate for a feature that a free tenant lacks, and one that everybody has. */
export const Gates = ({ name = "" }) => (
  <>
    <TierGate feature="export" fallback={<UpsellPlaceholder feature="export" />} loading="…">
      <p>the secret export {name}</p>
    </TierGate>
    <TierGate feature="login"><p>signed in {name}</p></TierGate>
    <TierGate cap="maxNotes" used={100} fallback={({ message }) => <p>{message}</p>}>room</TierGate>
    <TierBadge />
  </>
);

const MENU = [{ title: "Export", requiredFeature: "export" }, { title: "Notes" }];
const Hooks = () => {
  const known = [useTier(), useFeature("export"), useCap("maxNotes", 5), useTierMenu(MENU), useTier((tier) => [tier.hasFeature("export"), tier.trialDaysLeft])];
  return <p>{JSON.stringify(known)}</p>;
};

/** Every other part and every hook. */
const Parts = () => (
  <>
    <TrialNotice /><MisconfiguredBanner /><PaymentNotice /><StaleNotice /><PlanComparison onSelect={() => {}} />
    <TierGate tier="pro" fallback="low">high</TierGate>
    <TierGate addOn="assistant" fallback={<UpsellPlaceholder cap="maxNotes" used={1000} />}>assistant</TierGate>
    <TierGate when={(tier) => tier.isAtLeast("pro")}>high</TierGate>
    <Hooks />
  </>
);

/** A page with boundaries whose content arrives late: `load` says when. */
export const pageOf = (load) => {
  const lates = Array.from({ length: LATE }, (_, i) => lazy(() => load(i).then(() => ({ default: () => <><Gates name={i} /><Parts /></> }))));
  return ({ session, client }) => (
    <StrictMode>
      <TierProvider session={session} client={client}>
        <Gates />
        {lates.map((Late, i) => <Suspense key={i} fallback={null}><Late /></Suspense>)}
      </TierProvider>
    </StrictMode>
  );
};

export class Boundary extends Component {
  state = {};
  static getDerivedStateFromError = (error) => ({ error });
  render() {
    return this.state.error ? <p>{this.state.error.message}</p> : this.props.children;
  }
}

export { useState };
