export { createTierClient, type TierClient, type TierClientOptions } from "./client/tier-client.js";
export type { AddOnId, CapId, FeatureId, Register, TierId } from "./client/names.js";
export type { Lapsed, SessionAnswer, SessionIdentity } from "./client/session.js";
export type { PastDueState, ReadySnapshot, TierSnapshot, TrialState } from "./client/snapshot.js";
export type * from "./contract.js";
export { type ErrorCode, type Refusal, TiergateError } from "./error.js";
export { Policy } from "./policy.js";
export type { Request } from "./request.js";
export type { CompiledPolicy, PolicyFile, PolicySource } from "./wasm/source.js";
