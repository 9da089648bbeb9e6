export type { SessionAnswer } from "../client/session.js";
export { TierAccessError, TierUnavailableError } from "./errors.js";
export { policyOf, readSession, type ReadSessionOptions } from "./readSession.js";
export { ServerTierGate, type ServerTierGateProps } from "./ServerTierGate.js";
export { assertTierAccess, type SessionTiers, tiersOf } from "./tiers.js";
