"use client";

import { type ReactNode, useEffect, useState } from "react";
import type { SessionAnswer } from "../client/session.js";
import { createTierClient, type TierClient } from "../client/tier-client.js";
import { TierContext } from "./context.js";

/** The props of {@link TierProvider}. */
export interface TierProviderProps {
  /** The address under which the server has `session`; defaults to `"/tiers"`. Read once. */
  readonly url?: string;
  /** The answer with which the server rendered the page. Read once. */
  readonly session?: SessionAnswer | undefined;
  /** A client of your own, instead of `url` and `session`. */
  readonly client?: TierClient;
  readonly children?: ReactNode;
}

/**
 * Provides everything below with what the signed-in tenant may do. A render of its parent
 * re-renders nothing below it.
 *
 * @example
 * ```tsx
 * <TierProvider url="/tiers" session={session}>
 *   <App />
 * </TierProvider>
 * ```
 */
export function TierProvider({ url = "/tiers", session, client, children }: TierProviderProps): ReactNode {
  const [own] = useState(() => client ?? createTierClient({ url, session }));
  const used = client ?? own;
  // The client follows the server for as long as the provider is on the page.
  useEffect(() => used.subscribe(() => {}), [used]);
  return <TierContext.Provider value={used}>{children}</TierContext.Provider>;
}
