// What activating a policy would change, worked out by the server over every tenant.
import { send } from "./client.ts";
import { lastEvent, type Progress } from "./events.ts";
import type { Activated, PolicyPreview } from "./types.ts";

/** Reads what would change; reports how far the work has got. */
export const readImpact = (digest: string, onProgress: (progress: Progress) => void, signal: AbortSignal): Promise<PolicyPreview> =>
  lastEvent("GET", `/v1/policies/${digest}/impact`, "impact", { signal, onProgress });

/** How a policy is activated. */
export interface Activation {
  reason: string;
  keep?: "losers" | "existing";
  keepUntil?: number;
}

/** Activates a policy; reports how far the work has got, if tenants are kept on the one before. */
export const activate = (digest: string, json: Activation, key: string, onProgress: (progress: Progress) => void): Promise<Activated> =>
  lastEvent("POST", `/v1/policies/${digest}/activate`, "activated", { json, headers: { "idempotency-key": key }, onProgress });

/** The formats of an export. */
export const FORMATS = { csv: "text/csv", ndjson: "application/x-ndjson" } as const;

/** Downloads all tenants for which activating a policy would change anything. */
export const exportImpact = async (digest: string, only: string, format: keyof typeof FORMATS): Promise<void> => {
  const response = await send("GET", `/v1/policies/${digest}/impact/tenants?only=${only}`, { headers: { accept: FORMATS[format] } });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  link.download = `${only}-${digest.slice(0, 8)}.${format}`;
  link.click();
  URL.revokeObjectURL(link.href);
};
