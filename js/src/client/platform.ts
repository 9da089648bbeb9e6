import { Policy } from "../policy.js";
import type { PolicySource } from "../wasm/source.js";

/** What a client needs of the page that it runs in. Tests replace it with a simulated one. */
export interface Platform {
  /** A time in milliseconds that nobody can set, unlike the clock of the page. */
  now(): number;
  random(): number;
  setTimeout(work: () => void, after: number): unknown;
  clearTimeout(timer: unknown): void;
  fetch: typeof fetch;
  load(source: PolicySource | Promise<PolicySource>): Promise<Policy>;
  /** Calls `listener` when the page becomes visible or online, until the returned function is called. */
  listen(listener: (event: "visible" | "online") => void): () => void;
  /** Opens an event stream; absent if the platform has none. */
  EventSource?: new (url: string, options: EventSourceInit) => Pick<EventSource, "addEventListener" | "close">;
  /** Opens a channel to the other tabs; absent if the platform has none. */
  BroadcastChannel?: new (name: string) => Pick<BroadcastChannel, "postMessage" | "addEventListener" | "close">;
  /** Locks that the tabs share; absent if the platform has none. */
  locks?: Pick<LockManager, "request"> | undefined;
}

/** Returns the platform of this page, with the given way to fetch. */
export const platformOf = (fetcher?: typeof fetch): Platform => ({
  now: () => performance.now(),
  random: Math.random,
  setTimeout: (work, after) => setTimeout(work, after),
  clearTimeout: (timer) => clearTimeout(timer as number),
  // OK because the page's `fetch` must not be called as a method of something else.
  fetch: (...asked) => (fetcher ?? fetch)(...asked),
  load: Policy.load,
  listen(listener) {
    if (typeof document === "undefined") return () => {};
    const abort = new AbortController();
    const { signal } = abort;
    const seen = () => document.visibilityState === "visible" && listener("visible");
    document.addEventListener("visibilitychange", seen, { signal });
    // A page out of the back-forward cache.
    addEventListener("pageshow", (event) => event.persisted && seen(), { signal });
    addEventListener("online", () => listener("online"), { signal });
    return () => abort.abort();
  },
  // A server that renders pages has channels too, but no tabs.
  ...(typeof document !== "undefined" && { EventSource, BroadcastChannel, locks: navigator.locks }),
});

/** Returns after how many milliseconds to try again: twice as long each time, up to a minute, at random in the upper half. */
export const backOff = (platform: Platform, failures: number): number =>
  Math.min(500 * 2 ** failures, 60_000) * (0.5 + platform.random() / 2);
