// Sending a map to the server, which builds the policy.
import type { MapFile } from "tiergate/author";
import { request } from "../api/client.ts";
import type { PolicyPreview } from "../api/types.ts";
import { reasons } from "../policies/Anyway.tsx";
import { formatOf } from "./mapFile.ts";

/** Publishes the policy of a map. */
export const publish = async (map: MapFile, [reason, anyway]: [string, string], key: string): Promise<{ digest: string }> => {
  const headers = { "content-type": contentType(map), "idempotency-key": key, ...reasons(reason, anyway) };
  return (await request("POST", "/v1/policies", { headers, body: map.text })) as { digest: string };
};

/** Returns what activating the policy of a map would change for the stored tenants. Nothing is stored. */
export const impactOf = async (map: MapFile): Promise<PolicyPreview> =>
  (await request("POST", "/v1/policies/impact", { headers: { "content-type": contentType(map) }, body: map.text })) as PolicyPreview;

const contentType = (map: MapFile): string => `application/${formatOf(map)}`;
