/** Why a file is no policy; see the portable profile in the README. */
export type Refusal =
  | "too-large"
  | "not-webassembly"
  | "truncated"
  | "core-module"
  | "imports"
  | "core-modules"
  | "string-encoding"
  | "memory64"
  | "threads"
  | "relaxed-simd"
  | "unsupported-instruction"
  | "invalid"
  | "missing-export"
  | "contract-version";

/**
 * What went wrong: `bad-request` is the caller's mistake, `unavailable` the
 * policy's or the platform's, and everything else says why a file is no policy.
 * A decision that denies is an answer, not an error.
 */
export type ErrorCode = "bad-request" | "unavailable" | Refusal;

/**
 * The one error that this package throws.
 *
 * @example
 * ```ts
 * try {
 *   policy.check(tenant, "export", now);
 * } catch (error) {
 *   if (error instanceof TiergateError && error.code === "unavailable") showLater();
 *   else throw error;
 * }
 * ```
 */
export class TiergateError extends Error {
  /** What went wrong, for a program. */
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "TiergateError";
    this.code = code;
  }
}

/** Throws a {@link TiergateError}. */
export function fail(code: ErrorCode, message: string): never {
  throw new TiergateError(code, message);
}

/** Throws `bad-request`: what was found at `path`, and what to give there. */
export function reject(path: string, found: unknown, wanted: string): never {
  const kind = Array.isArray(found) ? "a list" : "an object";
  const text = found && typeof found === "object" ? kind : `\`${String(found).slice(0, 80)}\``;
  fail("bad-request", `\`${path}\` is ${found === undefined ? "missing" : text}; give ${wanted}`);
}
