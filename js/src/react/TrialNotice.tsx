"use client";

import type { ReactNode } from "react";
import { icons } from "./icons.js";
import { useTier } from "./useTier.js";

/** The props of {@link TrialNotice}. */
export interface TrialNoticeProps {
  /** The address at which to upgrade; defaults to the policy's. */
  readonly href?: string;
}

/**
 * Says how many days of the trial are left. Renders nothing without a trial.
 *
 * @example
 * ```tsx
 * <TrialNotice href="/account/plans" />
 * ```
 */
export function TrialNotice({ href }: TrialNoticeProps): ReactNode {
  const trial = useTier((tier) =>
    tier.status === "ready" && tier.trial ? { label: tier.label, days: tier.trial.daysLeft, url: tier.catalog?.upgradeUrl } : undefined,
  );
  if (!trial) return null;
  const { label, days } = trial;
  const url = href ?? trial.url;
  return (
    <p className="tiergate-note" role="status">
      {icons.clock} {label}: {days === 1 ? "1 day" : `${days} days`} of the trial {days === 1 ? "is" : "are"} left.
      {url && <> <a href={url}>See plans</a></>}
    </p>
  );
}
