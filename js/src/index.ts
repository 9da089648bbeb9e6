export type * from "./contract.js";
export { type ErrorCode, type Refusal, TiergateError } from "./error.js";
export { Policy, type Request } from "./policy.js";
export type { PolicySource } from "./wasm/source.js";
