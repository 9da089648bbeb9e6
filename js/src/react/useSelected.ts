"use client";

import { useCallback, useEffect, useMemo, useRef, useSyncExternalStore } from "react";
import { isSame, type TierSnapshot } from "../client/snapshot.js";
import { useTierClient } from "./context.js";

/**
 * Returns what `select` picks from the snapshot. The component renders again only if that changes. A page
 * hydrates with what the server rendered, also if the client knows more by then.
 * @internal
 */
export const useSelected = <T>(select: (snapshot: TierSnapshot) => T): T => {
  const client = useTierClient();
  const shown = useRef<{ readonly value: T } | undefined>(undefined);
  const pick = useMemo(() => {
    let latest: { readonly of: TierSnapshot; readonly value: T } | undefined;
    return (snapshot: TierSnapshot): T => {
      if (latest?.of !== snapshot) {
        const value = select(snapshot);
        const isShown = shown.current && (Object.is(shown.current.value, value) || isSame(shown.current.value, value));
        latest = { of: snapshot, value: isShown ? shown.current!.value : value };
      }
      return latest.value;
    };
  }, [select]);
  const subscribe = useCallback((listener: () => void) => client.subscribe(listener), [client]);
  const value = useSyncExternalStore(subscribe, () => pick(client.snapshot), () => pick(client.initial));
  useEffect(() => {
    shown.current = { value };
  });
  return value;
};
