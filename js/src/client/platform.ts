import { Evaluator } from "../evaluator.js";
import { compileAccepted } from "../wasm/accepted.js";
import type { PolicySource } from "../wasm/source.js";

/** What a client needs of the page that it runs in. Tests replace it with a simulated one. */
export interface Platform {
  /** A time in milliseconds that nobody can set, unlike the clock of the page. */
  now(): number;
  random(): number;
  setTimeout(work: () => void, after: number): unknown;
  clearTimeout(timer: unknown): void;
  fetch: typeof fetch;
  /** Loads the policy with this digest; `undefined` if the source is another file. */
  load(source: PolicySource | Promise<PolicySource>, digest: string): Promise<Evaluator | undefined>;
  /** Whether the page itself comes out of a cache, so that a session in it may be of someone who has signed out since. */
  isCached(): boolean;
  /** Whether nobody sees the page. */
  isHidden(): boolean;
  /** Calls `listener` when the page becomes visible or hidden, or its network comes or goes, until the returned function is called. */
  listen(listener: (event: "visible" | "hidden" | "network") => void): () => void;
  /** Opens an event stream; absent if the platform has none. */
  EventSource?: new (url: string, options: { withCredentials: boolean }) => Heard;
  /** Opens a channel to the other tabs; absent if the platform has none. */
  BroadcastChannel?: new (name: string) => Heard & { postMessage(message: unknown): void };
  /** Locks that the tabs share; absent if the platform has none. */
  locks?: { request(name: string, options: { signal: AbortSignal }, hold: () => Promise<unknown>): Promise<unknown> } | undefined;
}

/** What a stream and a channel have in common. Their own types are not those of a server. */
export interface Heard {
  addEventListener(type: string, listener: (event: Event) => void): void;
  close(): void;
}

/** Returns the platform of this page, with the given way to fetch. */
export const platformOf = (fetcher?: typeof fetch): Platform => ({
  now: () => performance.now(),
  random: Math.random,
  setTimeout: (work, after) => setTimeout(work, after),
  clearTimeout: (timer) => clearTimeout(timer as number),
  // OK because the page's `fetch` must not be called as a method of something else.
  fetch: (...asked) => (fetcher ?? fetch)(...asked),
  async load(source, digest) {
    const compiled = await compileAccepted(source, digest);
    return compiled && new Evaluator(compiled);
  },
  isCached() {
    // Only pages have them, and the simulated ones of tests do not.
    const [page] = (performance.getEntriesByType?.("navigation") ?? []) as PerformanceNavigationTiming[];
    return page?.type === "back_forward" || page?.transferSize === 0;
  },
  isHidden: () => document.hidden,
  listen(listener) {
    if (typeof document === "undefined") return () => {};
    const abort = new AbortController();
    const { signal } = abort;
    document.addEventListener("visibilitychange", () => listener(this.isHidden() ? "hidden" : "visible"), { signal });
    // A page out of the back-forward cache, too: its tenant may have signed out since.
    for (const name of ["online", "offline", "pageshow"])
      addEventListener(name, (event) => (event as Partial<PageTransitionEvent>).persisted !== false && listener("network"), { signal });
    return () => abort.abort();
  },
  // A server that renders pages has channels too, but no tabs. An old browser, or the simulated page of a test, lacks some.
  ...(typeof document !== "undefined" && { EventSource: globalThis.EventSource, BroadcastChannel: globalThis.BroadcastChannel, locks: navigator.locks }),
});

/** Returns after how many milliseconds to try again: twice as long each time, up to a minute, at random in the upper half. */
export const backOff = (platform: Platform, failures: number): number =>
  Math.min(500 * 2 ** failures, 60_000) * (0.5 + platform.random() / 2);
