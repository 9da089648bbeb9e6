// The pages of the tests, for the server and the browser.
import { Component, Suspense, lazy, useState } from "react";
import { TierBadge, TierGate, TierProvider, UpsellPlaceholder, MisconfiguredBanner, PlanComparison, StaleNotice, TrialNotice, useCap, useFeature, useTier, useTierMenu, filterByTier } from "tiergate/react";
import { TierTestProvider } from "tiergate/react/testing";

export { filterByTier, TierBadge, TierGate, TierProvider, TierTestProvider, UpsellPlaceholder, MisconfiguredBanner, PlanComparison, StaleNotice, TrialNotice, useCap, useFeature, useTier, useTierMenu };

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

/** A page with boundaries whose content arrives late: `load` says when. */
export const pageOf = (load) => {
  const lates = Array.from({ length: LATE }, (_, i) => lazy(() => load(i).then(() => ({ default: () => <Gates name={i} /> }))));
  return ({ session, client }) => (
    <TierProvider session={session} client={client}>
      <Gates />
      {lates.map((Late, i) => <Suspense key={i} fallback={null}><Late /></Suspense>)}
    </TierProvider>
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
