import { backOff, type Platform } from "./platform.js";

/** An event of `/session/events`: which state the tenant is in now. */
export interface StateEvent {
  readonly revision: number;
  readonly digest: string;
  /** Whether the state has changed; `false` for the greeting of a new stream. */
  readonly changed: boolean;
}

/** Follows the event stream at `url`, and opens it again whenever it ends. Returns a function that ends it. */
export const followStream = (platform: Platform, url: string, listener: (event: StateEvent) => void): (() => void) => {
  let source: Pick<EventSource, "addEventListener" | "close"> | undefined;
  let timer: unknown;
  let failures = 0;
  const hear = (event: Event) => {
    failures = 0;
    listener({ ...JSON.parse((event as MessageEvent).data), changed: event.type === "changed" });
  };
  const open = () => {
    source = new platform.EventSource!(url, { withCredentials: true });
    source.addEventListener("hello", hear);
    source.addEventListener("changed", hear);
    // The browser would go on at a fixed pace, or give up: both are left to the back-off.
    source.addEventListener("error", () => {
      source!.close();
      timer = platform.setTimeout(open, backOff(platform, ++failures));
    });
  };
  open();
  return () => {
    source!.close();
    platform.clearTimeout(timer);
  };
};
