import { useQuery } from "@tanstack/react-query";
import { type Info, Policy } from "tiergate";
import { request } from "../api/client.ts";
import { server } from "../base.ts";

/** The active policy, as the browser runs it. */
export interface Active {
  policy: Policy;
  catalog: Info;
}

/** Returns the active policy, from its file; `null` if none was activated. */
export const useActive = () =>
  useQuery({
    queryKey: ["editor", "active"],
    staleTime: 60_000,
    queryFn: async ({ signal }): Promise<Active | null> => {
      const policies = (await request("GET", "/v1/policies", { signal })) as { digest: string; active: boolean }[];
      const found = policies.find(({ active }) => active);
      if (!found) return null;
      const policy = await Policy.load(new URL(`${server}/policies/${found.digest}.wasm`, location.href));
      return { policy, catalog: policy.describe() };
    },
  });
