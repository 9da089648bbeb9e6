import { backOff, type Heard, type Platform } from "./platform.js";

/** An event of `/session/events`: which state the tenant is in now. */
export interface StateEvent {
  readonly tenant: string;
  readonly revision: number;
  readonly digest: string;
  /** Whether the state has changed; `false` for the greeting of a new stream. */
  readonly changed: boolean;
}

/** What happens to a stream: an event, or that it cannot be opened again. */
type Happening = ({ readonly kind: "event" } & StateEvent) | { readonly kind: "ended" };

/** Follows the event stream at `url`, which is a tenant's, and opens it again whenever it ends. Returns a function that ends it. */
export const followStream = (platform: Platform, url: string, tenant: string, listener: (happening: Happening) => void): (() => void) => {
  let source: Heard | undefined;
  let timer: unknown;
  let failures = 0;
  const hear = (event: Event) => {
    failures = 0;
    listener({ kind: "event", tenant, ...JSON.parse((event as MessageEvent).data), changed: event.type === "changed" });
  };
  const open = () => {
    source = new platform.EventSource!(url, { withCredentials: true });
    source.addEventListener("hello", hear);
    source.addEventListener("changed", hear);
    // The browser would go on at a fixed pace, or give up: both are left to the back-off.
    source.addEventListener("error", () => {
      source!.close();
      timer = platform.setTimeout(open, backOff(platform, ++failures));
      // The first failure may be a restart of the server, which must not be asked by everyone at once.
      if (failures === 2) listener({ kind: "ended" });
    });
  };
  open();
  return () => {
    source!.close();
    platform.clearTimeout(timer);
  };
};
