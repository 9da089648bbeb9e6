"use client";

import { useCallback, useEffect, useMemo, useRef, useSyncExternalStore } from "react";
import type { TierSnapshot } from "../client/snapshot.js";
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
        const isShown = shown.current && isEqual(shown.current.value, value);
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

/** Checks whether two selections have the same content. What is neither a plain object nor a list is compared as it is. */
const isEqual = (one: unknown, other: unknown): boolean => {
  if (Object.is(one, other)) return true;
  if (!isPlain(one) || !isPlain(other)) return false;
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => Object.hasOwn(other, key) && isEqual(one[key], other[key]));
};

const isPlain = (value: unknown): value is Record<string, unknown> =>
  !!value && typeof value === "object" && [Object.prototype, Array.prototype, null].includes(Object.getPrototypeOf(value));
