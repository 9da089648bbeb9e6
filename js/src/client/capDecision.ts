import type { CapDecision } from "../contract.js";
import { capIn } from "./known.js";
import type { ReadySnapshot } from "./snapshot.js";
import type { TierClient } from "./tier-client.js";

/** Returns the decision about a cap. If the snapshot is the client's present one, the client says what would help. */
export const capDecisionOf = (client: TierClient, snapshot: ReadySnapshot, cap: string, used: number, amount = 1): CapDecision | null | undefined =>
  snapshot === client.snapshot ? client.checkCap(cap, used, amount) : capIn(snapshot, cap, used, amount);
