"use client";

import { type ReactNode, useMemo } from "react";
import { fixedClient, type FixedState } from "../client/fixed.js";
import { TierContext } from "./context.js";

/** The props of {@link TierTestProvider}. */
export type TierTestProviderProps = FixedState & { readonly children?: ReactNode };

/**
 * Provides everything below with a state that does not change, without a server: for tests and stories.
 *
 * @example
 * ```tsx
 * <TierTestProvider policy={policy} facts={{ assignments: [{ source: "billing", plan: "pro" }] }}>
 *   <Toolbar />
 * </TierTestProvider>
 * <TierTestProvider status="pending">
 *   <Toolbar />
 * </TierTestProvider>
 * ```
 */
export function TierTestProvider({ children, ...state }: TierTestProviderProps): ReactNode {
  const text = JSON.stringify(state);
  // OK because the text changes with everything but the policy.
  const client = useMemo(() => fixedClient(state), [text, "policy" in state && state.policy]);
  return <TierContext.Provider value={client}>{children}</TierContext.Provider>;
}
