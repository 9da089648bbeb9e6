// What someone typed into a dialog, and the key of its write. A draft survives a reload, so that pressing the
// button again after a lost answer repeats the same write instead of making another one.
import { useCallback, useState } from "react";
import { newKey } from "./api/keys.ts";

/** A form that was begun. */
export interface Draft<T> {
  /** The idempotency key. */
  key: string;
  /** The revision of the tenant that the form was opened at. */
  revision?: number | undefined;
  /** The request that was sent with the key, as JSON. */
  sent?: string;
  values: T;
}

const nameOf = (name: string) => `tiergate draft ${name}`;

const stored = <T>(name: string): Draft<T> | undefined => {
  try {
    return JSON.parse(sessionStorage.getItem(nameOf(name)) ?? "null") ?? undefined;
  } catch {
    return undefined;
  }
};

const store = (name: string, draft: unknown) => {
  try {
    sessionStorage.setItem(nameOf(name), JSON.stringify(draft));
  } catch {
    // OK because a browser that stores nothing still has the form on the page.
  }
};

/** Forgets a draft: it was done, or given up. */
export const forget = (name: string): void => {
  try {
    sessionStorage.removeItem(nameOf(name));
  } catch {
    // OK because nothing is stored.
  }
};

/** A draft, and how to change it. */
export interface DraftState<T> {
  draft: Draft<T>;
  /** Changes some of the values. */
  set: (values: Partial<T>) => void;
  /** Bases the draft on another revision. */
  rebase: (revision: number | undefined) => void;
  /** Returns the key to send this request with: the same one for the same request. */
  keyFor: (request: unknown) => string;
  /** Forgets the draft. */
  forget: () => void;
}

/** Returns the draft of this name, or a new one. Give the component a `key` of the same name. */
export function useDraft<T extends object>(name: string, initial: () => T, revision?: number): DraftState<T> {
  const [draft, setDraft] = useState<Draft<T>>(() => stored<T>(name) ?? { key: newKey(), revision, values: initial() });
  const change = useCallback((next: Draft<T>) => {
    store(name, next);
    setDraft(next);
  }, [name]);
  const keyFor = (request: unknown) => {
    const sent = JSON.stringify(request);
    // A request that differs from the one sent before is another write.
    const key = draft.sent === undefined || draft.sent === sent ? draft.key : newKey();
    change({ ...draft, key, sent });
    return key;
  };
  return {
    draft,
    set: (values) => change({ ...draft, values: { ...draft.values, ...values } }),
    rebase: (to) => change({ ...draft, revision: to }),
    keyFor,
    forget: useCallback(() => forget(name), [name]),
  };
}
