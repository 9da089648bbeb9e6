import type { Platform } from "./platform.js";
import { followStream, type StateEvent } from "./stream.js";

/** What one tab tells the others. */
export type Message =
  | { readonly kind: "event"; readonly event: StateEvent }
  | { readonly kind: "signed-in"; readonly tenant: string; readonly revision: number; readonly digest: string }
  | { readonly kind: "signed-out" }
  /** The session has ended for the sender: each tab should ask for itself. */
  | { readonly kind: "ended" };

/** The tabs of one browser that have a client for the same address. */
export class Tabs {
  readonly #platform: Platform;
  readonly #url: string;
  readonly #hear: (message: Message) => void;
  readonly #channel: Pick<BroadcastChannel, "postMessage" | "addEventListener" | "close"> | undefined;
  #leave: (() => void) | undefined;

  constructor(platform: Platform, url: string, hear: (message: Message) => void) {
    this.#platform = platform;
    this.#url = url;
    this.#hear = hear;
    this.#channel = platform.BroadcastChannel && new platform.BroadcastChannel(`tiergate ${url}`);
    this.#channel?.addEventListener("message", (event) => hear((event as MessageEvent).data));
  }

  /** Sends a message to the other tabs. */
  tell(message: Message): void {
    this.#channel?.postMessage(message);
  }

  /** Follows the events of the session: one tab has the stream, and passes its events on to the others. */
  follow(): void {
    const platform = this.#platform;
    if (this.#leave || !platform.EventSource) return;
    const follow = () =>
      followStream(platform, `${this.#url}/session/events`, (event) => {
        const message = { kind: "event", event } as const;
        this.tell(message);
        this.#hear(message);
      });
    if (!platform.locks || !this.#channel) {
      this.#leave = follow();
      return;
    }
    const abort = new AbortController();
    const { signal } = abort;
    const hold = () =>
      new Promise<void>((release) => {
        const end = signal.aborted ? undefined : follow();
        const stop = () => release(end?.());
        signal.aborted ? stop() : signal.addEventListener("abort", stop);
      });
    // An abort while waiting for the lock rejects, as does a page that is not allowed to have locks.
    platform.locks.request(`tiergate ${this.#url}`, { signal }, hold).catch(() => signal.aborted || (this.#leave = follow()));
    this.#leave = () => abort.abort();
  }

  /** Stops following. Another tab then takes over. */
  unfollow(): void {
    this.#leave?.();
    this.#leave = undefined;
  }

  /** Leaves the other tabs. */
  close(): void {
    this.unfollow();
    this.#channel?.close();
  }
}
