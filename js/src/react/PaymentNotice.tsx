"use client";

import type { ReactNode } from "react";
import type { ReadySnapshot } from "../client/snapshot.js";
import type { TierQuestions } from "../client/tier.js";
import { dayOf, PAY, paymentFailed } from "../client/words.js";
import { icons } from "./icons.js";
import { useTier } from "./useTier.js";

/** The props of {@link PaymentNotice}. */
export interface PaymentNoticeProps {
  /** The address at which to pay; defaults to the policy's for an upgrade. */
  readonly href?: string;
}

/**
 * Says that a payment failed, and until when the plan holds, or when it ended. Renders nothing if
 * nothing is owed.
 *
 * @example
 * ```tsx
 * <PaymentNotice href="/account/payment" />
 * ```
 */
export function PaymentNotice({ href }: PaymentNoticeProps): ReactNode {
  const owed = useTier((tier) =>
    tier.status === "ready" && (tier.pastDue || tier.lapsed) ? { text: textOf(tier), url: tier.catalog?.upgradeUrl } : undefined,
  );
  if (!owed) return null;
  const url = href ?? owed.url;
  return (
    <div className="tiergate-banner" role="status">
      {icons.warning}
      <p>
        {owed.text}
        {url && <> <a href={url}>{PAY}</a></>}
      </p>
    </div>
  );
}

const textOf = (tier: ReadySnapshot & TierQuestions): string => {
  const { pastDue, lapsed, label } = tier;
  if (!pastDue) return `${paymentFailed(tier)}. ${tier.unpaidLabel ?? "What it paid for"} ended on ${dayOf(lapsed!.endedAt)}.`;
  return `A payment failed. You keep ${label}${pastDue.endsAt === undefined ? " for now" : ` until ${dayOf(pastDue.endsAt)}`}.`;
};
