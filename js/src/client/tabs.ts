import type { Platform } from "./platform.js";
import { followStream, type StateEvent } from "./stream.js";

/** What one tab tells the others. */
export type Message =
  | ({ readonly kind: "event" } & StateEvent)
  | { readonly kind: "signed-in"; readonly tenant: string; readonly revision: number; readonly digest: string }
  | { readonly kind: "signed-out" }
  /** The session, or the stream, has ended for the sender: each tab should ask for itself. */
  | { readonly kind: "ended" };

/** The tabs of one browser that have a client for the same address. */
export interface Tabs {
  /** Sends a message to the other tabs. */
  tell(message: Message): void;
  /** Follows the events of the session, which is the tenant's, unless this tab is hidden: one tab has the stream, and passes its events on to the others. */
  follow(tenant: string): void;
  /** Stops following. Another tab then takes over. */
  unfollow(): void;
  /** Leaves the other tabs. */
  close(): void;
}

/** Joins the tabs, whose messages and events `hear` gets. */
export const joinTabs = (platform: Platform, url: string, hear: (message: Message) => void): Tabs => {
  const { EventSource, BroadcastChannel, locks } = platform;
  const name = `tiergate ${url}`;
  let channel: InstanceType<NonNullable<typeof BroadcastChannel>> | undefined;
  try {
    channel = BroadcastChannel && new BroadcastChannel(name);
  } catch {
    // A frame that is not allowed to store anything is alone.
  }
  let leave: (() => void) | undefined;
  /** The tenant of the session, which another tab's need not be. */
  let tenant: string;
  channel?.addEventListener("message", (event) => hear((event as MessageEvent).data));

  const tell = (message: Message) => channel?.postMessage(message);
  const stream = () =>
    followStream(platform, `${url}/session/events`, tenant, (message) => {
      tell(message);
      hear(message);
    });

  /** Follows the stream while this tab has the lock, which is until it leaves or is closed. */
  const lead = () => {
    const abort = new AbortController();
    const { signal } = abort;
    const hold = async () =>
      signal.aborted ||
      new Promise<void>((release) => {
        const end = stream();
        signal.addEventListener("abort", () => release(end()));
      });
    // An abort while it waits for the lock rejects, and so does a page that is not allowed to have locks.
    locks!.request(name, { signal }, hold).catch(() => signal.aborted || (leave = stream()));
    return () => abort.abort();
  };

  const unfollow = () => {
    leave?.();
    leave = undefined;
  };
  return {
    tell,
    follow(own) {
      tenant = own;
      // Phones freeze a page that is hidden: the stream that it has would be nobody's.
      if (EventSource && !platform.isHidden()) leave ??= locks && channel ? lead() : stream();
    },
    unfollow,
    close() {
      unfollow();
      channel?.close();
    },
  };
};
