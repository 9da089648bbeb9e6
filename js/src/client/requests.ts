/** Requests of one kind, of which one is under way at a time, shared by everyone who wants one. */
export interface Requests {
  /** Whether one is under way. */
  isBusy(): boolean;
  /** Begins one after what is under way: that may have been answered before the caller did what it wants to see. */
  after(): Promise<void>;
  /** Ends the one under way, and the one after it. */
  drop(): void;
}

/** Returns requests that `send` sends; it must not reject. */
export const requestsBy = (send: (abort: AbortController) => Promise<void>): Requests => {
  let current: { readonly abort: AbortController; done: Promise<void>; hasBegun?: boolean } | undefined;
  let next: Promise<void> | undefined;
  const begin = () => {
    const mine: typeof current = { abort: new AbortController(), done: Promise.resolve() };
    current = mine;
    // Later, so that everyone who asks at this very moment shares it.
    mine.done = mine.done.then(async () => {
      mine.hasBegun = true;
      if (!mine.abort.signal.aborted) await send(mine.abort);
      if (current === mine) current = undefined;
    });
    return mine;
  };
  const join = () => (current ?? begin()).done;
  return {
    isBusy: () => !!current,
    after() {
      if (!current?.hasBegun) return join();
      const mine = (next ??= current.done.then(() => {
        if (next !== mine) return;
        next = undefined;
        return join();
      }));
      return mine;
    },
    drop() {
      current?.abort.abort();
      current = next = undefined;
    },
  };
};
