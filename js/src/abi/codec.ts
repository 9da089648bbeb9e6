import type { Layout } from "./layout.js";
import type { Guest, Target } from "./memory.js";

/**
 * How values of one WIT type are passed to a policy and read back from it,
 * according to the component model's canonical ABI.
 */
export interface Codec extends Layout {
  /** The value of an absent key of a record; if `undefined`, the key must be given. */
  absent?: unknown;
  /**
   * Checks and copies the value that a caller gave at `path`. Each part is read once, and only here,
   * because reading may run the caller's code, which may itself ask a policy. If `isStrict`, times
   * that look like milliseconds are refused.
   */
  read(value: any, path: string, isStrict?: boolean): any;
  /** Writes a value that {@link read} copied. */
  store(value: any, to: Target, at: number, guest: Guest): void;
  /** Reads a value that the policy returned. */
  load(guest: Guest, at: number): any;
}
