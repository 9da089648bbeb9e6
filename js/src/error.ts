/**
 * Why a file is not a valid policy: it is too large, not WebAssembly at all, or
 * outside the portable profile. The README explains each reason.
 */
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
  | "wrong-type"
  | "contract-version";

/**
 * What went wrong: `bad-request` is the caller's mistake, and `unavailable` is a
 * failure of the policy or the platform. Any other code says why a file is refused.
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
  override name = "TiergateError";

  constructor(
    /** What went wrong, as a code for programs. */
    readonly code: ErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Throws a {@link TiergateError}. */
export const fail: (code: ErrorCode, message: string) => never = (code, message) => {
  throw new TiergateError(code, message);
};

/** Throws `bad-request`, saying what to give at `path` instead of `found`. */
export const reject: (path: string, found: unknown, wanted: string) => never = (path, found, wanted) => {
  // OK because an object is never converted to text, which could run any code of the caller's.
  const text = typeof found === "object" ? found && "object" : String(found).slice(0, 80);
  fail("bad-request", `\`${path}\`: give ${wanted}, not \`${text}\``);
};

/** Converts anything thrown to our own error: what is not one came from the policy or the platform. */
export const unavailable = (cause: unknown): TiergateError =>
  cause instanceof TiergateError ? cause : new TiergateError("unavailable", `unavailable: ${cause}`, { cause });
