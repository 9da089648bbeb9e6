"use client";

import { createContext, useContext } from "react";
import type { TierClient } from "../client/tier-client.js";

export const TierContext = createContext<TierClient | undefined>(undefined);

/**
 * Returns the client of the `<TierProvider>` above.
 *
 * @throws `Error` if there is none.
 *
 * @example
 * ```tsx
 * const client = useTierClient();
 * const signOut = () => fetch("/tiers/session", { method: "DELETE" }).then(() => client.signOut());
 * ```
 */
export const useTierClient = (): TierClient => {
  const client = useContext(TierContext);
  if (!client) throw new Error("useTier needs a <TierProvider> above it");
  return client;
};
