import type { Reason } from "../contract.js";

/**
 * A tenant may not use a feature, or nobody is signed in.
 *
 * @example
 * ```ts
 * try {
 *   assertTierAccess(tiers, "export");
 * } catch (error) {
 *   if (error instanceof TierAccessError) return Response.json(error, { status: error.status });
 *   throw error;
 * }
 * ```
 */
export class TierAccessError extends Error {
  override name = "TierAccessError";
  /** 403 if the feature is denied, 401 if nobody is signed in. */
  readonly status: 401 | 403;

  constructor(
    /** `denied`, or `signed-out`. */
    readonly code: "denied" | "signed-out",
    /** The feature. */
    readonly feature: string,
    /** The sentence to show. */
    message: string,
    /** Why it is denied. */
    readonly reason?: Reason,
    /** The lowest offered tier at which it would be allowed. */
    readonly minimumTier?: string,
  ) {
    super(message);
    this.status = code === "denied" ? 403 : 401;
  }

  /** Returns what a response's body may have. */
  toJSON(): object {
    const { code, feature, message, reason, minimumTier } = this;
    return { code, feature, message, reason, minimumTier };
  }
}

/** The session's server cannot be asked, or the policy failed: nobody has been denied anything. */
export class TierUnavailableError extends Error {
  override name = "TierUnavailableError";
  readonly status = 503;
}
