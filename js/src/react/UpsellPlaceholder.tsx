"use client";

import { type ReactNode, useCallback, useId } from "react";
import type { CapId, FeatureId } from "../client/names.js";
import type { TierSnapshot } from "../client/snapshot.js";
import { type Upsell, upsellOf } from "../client/upsell.js";
import { PAY } from "../client/words.js";
import { useTierClient } from "./context.js";
import { icons } from "./icons.js";
import { useSelected } from "./useSelected.js";

/** The props of {@link UpsellPlaceholder}. */
export type UpsellPlaceholderProps = (
  | { readonly feature: FeatureId; readonly cap?: never; readonly used?: never; readonly amount?: never }
  | { readonly cap: CapId; readonly used: number; readonly amount?: number; readonly feature?: never }
) & {
  /** Replaces the icon. */
  readonly icon?: ReactNode;
  /** Replaces the title, which says what is required. */
  readonly title?: ReactNode;
  /** Replaces the text, which describes the feature and names the tenant's plan. */
  readonly text?: ReactNode;
  /** The address at which to upgrade; defaults to the policy's. */
  readonly href?: string;
  /** The address at which to pay if a payment failed; defaults to the one at which to upgrade. */
  readonly paymentHref?: string;
  /** Replaces the link. */
  readonly action?: ReactNode;
  /** Whether it stands for a whole page: its title is then the page's first heading. */
  readonly asPage?: boolean;
};

/**
 * Says what a denied feature, or more of a cap, requires, and links to the upgrade. Renders nothing
 * unless it is known to be denied, and no link if nothing on offer would help.
 *
 * @example
 * ```tsx
 * <UpsellPlaceholder feature="export" />
 * ```
 */
export function UpsellPlaceholder(props: UpsellPlaceholderProps): ReactNode {
  const { feature, cap, used, amount, icon, title, text, href, paymentHref, action, asPage } = props;
  const client = useTierClient();
  const select = (snapshot: TierSnapshot): Upsell | undefined => upsellOf(client, snapshot, { feature, cap, used, amount });
  const upsell = useSelected(useCallback(select, [client, feature, cap, used, amount]));
  const id = useId();
  if (!upsell) return null;
  const Title = asPage ? "h1" : "h2";
  const isPayment = upsell.action === PAY;
  const url = (isPayment ? paymentHref : undefined) ?? href ?? upsell.href;
  return (
    <section className={asPage ? "tiergate-upsell tiergate-page" : "tiergate-upsell"} aria-labelledby={id}>
      <span className={isPayment ? "tiergate-tile tiergate-owed" : "tiergate-tile"}>{icon ?? icons[isPayment ? "warning" : "spark"]}</span>
      <Title id={id} className="tiergate-title">{title ?? upsell.title}</Title>
      <p className="tiergate-text">{text ?? upsell.text}</p>
      {action ?? (upsell.action && url && <a className="tiergate-button tiergate-primary" href={url}>{upsell.action}</a>)}
    </section>
  );
}
