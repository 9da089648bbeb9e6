import type { Layout } from "./layout.js";
import type { Guest, Target } from "./memory.js";

/**
 * How values of one type of the WIT are passed to a policy and taken from it,
 * by the component model's canonical ABI.
 */
export interface Codec extends Layout {
  /** What stands for an absent key of a record; none: it must be given. */
  absent?: unknown;
  /**
   * Checks what a caller gave at `path`, and copies it. Each part is read once, and only here:
   * reading may run code of the caller's, which may ask a policy itself.
   */
  read(value: any, path: string): any;
  /** Writes what {@link read} copied. */
  store(value: any, to: Target, at: number, guest: Guest): void;
  /** Reads what the policy gave. */
  load(guest: Guest, at: number): any;
}
