"use client";

import { useCallback } from "react";
import type { CapId } from "../client/names.js";
import { type CapUse, capUse } from "../client/states.js";
import { useTierClient } from "./context.js";
import { useSelected } from "./useSelected.js";

/**
 * Returns whether `amount` more may be taken when `used` are in use, and what to show if not.
 *
 * @throws `Error` without a `<TierProvider>` above.
 *
 * @example
 * ```tsx
 * const { allowed, remaining, message } = useCap("maxNotes", notes.length);
 * ```
 */
export const useCap = (cap: CapId, used: number, amount = 1): CapUse => {
  const client = useTierClient();
  return useSelected(useCallback((snapshot) => capUse(client, snapshot, cap, used, amount), [client, cap, used, amount]));
};
