import { UpsellPlaceholder, type UpsellPlaceholderProps, useTier } from "tiergate/react";

/** The product's support. */
export const SUPPORT = "mailto:support@helpdesk.example";

const NOT_SET_UP = {
  text: "Your subscription is not set up, so it is not known what you bought.",
  action: <a className="tiergate-button tiergate-primary" href={SUPPORT}>Contact support</a>,
};

/** What a denied feature, or more of a cap, requires: a plan, a payment or, if no plan is set up, the support. */
export function Upsell(props: UpsellPlaceholderProps) {
  const isMisconfigured = useTier((tier) => tier.status === "ready" && tier.isMisconfigured);
  return <UpsellPlaceholder {...props} paymentHref="/portal" {...(isMisconfigured && NOT_SET_UP)} />;
}
