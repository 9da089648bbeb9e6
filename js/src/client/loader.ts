import type { Evaluator } from "../evaluator.js";
import type { PolicySource } from "../wasm/source.js";
import type { Platform } from "./platform.js";

/** How long a policy file may take, in milliseconds, before the server's decisions are shown without it. */
const PATIENCE = 5_000;

/** Loads the policy that decides, and keeps it for as long as it does. */
export interface Loader {
  /** Returns the policy with this digest; `undefined` if it cannot be loaded, or not in time. */
  load(digest: string): Promise<Evaluator | undefined>;
  /** Forgets the policy, and with it the instance that has a tenant's facts. */
  forget(): void;
}

/** Returns what loads policies from a server. `given` is a file that is already on its way. */
export const loaderOf = (platform: Platform, url: string, given?: PolicySource | Promise<PolicySource>): Loader => {
  const { load, fetch, setTimeout, clearTimeout } = platform;
  let latest: { readonly digest: string; readonly loading: Promise<Evaluator | undefined> } | undefined;

  /** Loads the given file or, if it is not the one, the server's. */
  const either = async (digest: string) => {
    const first = given;
    given = undefined;
    const early = first ? await load(first, digest).catch(() => undefined) : undefined;
    return early ?? load(fetch(`${url}/policies/${digest}.wasm`), digest);
  };

  const inTime = (digest: string) =>
    new Promise<Evaluator | undefined>((resolve) => {
      const none = () => resolve(undefined);
      const timer = setTimeout(none, PATIENCE);
      void either(digest)
        .then(resolve, none)
        .then(() => clearTimeout(timer));
    });

  return {
    async load(digest) {
      if (latest?.digest !== digest) latest = { digest, loading: inTime(digest) };
      const policy = await latest.loading;
      // The next answer tries again.
      if (!policy) latest = undefined;
      return policy;
    },
    forget() {
      latest = undefined;
    },
  };
};
