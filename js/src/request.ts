import type { Calls } from "./contract.js";

/** A request in JSON form: the name of a call, and its arguments. */
export type Request<C extends keyof Calls = keyof Calls> = { [K in C]: { call: K } & Calls[K]["asks"] }[C];
