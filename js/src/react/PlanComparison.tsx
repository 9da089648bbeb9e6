"use client";

import { type ReactNode, useId } from "react";
import type { Info } from "../contract.js";
import type { TierId } from "../client/names.js";
import { type Plan, plansOf } from "../client/plans.js";
import { icons } from "./icons.js";
import { useTier } from "./useTier.js";

/** The props of {@link PlanComparison}. */
export interface PlanComparisonProps {
  /** What each tier costs, by its identifier. */
  readonly prices?: Readonly<Partial<Record<TierId, ReactNode>>>;
  /** Called with the tier that was chosen. */
  readonly onSelect?: (tier: TierId) => void;
  /** Returns the address at which to choose a tier, instead of `onSelect`. */
  readonly hrefFor?: (tier: TierId) => string;
  /** Whether tiers that are not offered are shown, too; the tenant's own always is. */
  readonly showNotOffered?: boolean;
}

/**
 * Compares the policy's tiers, cheapest first, and marks the tenant's own. Renders nothing unless
 * the policy is known.
 *
 * @example
 * ```tsx
 * <PlanComparison prices={{ free: "€0", pro: "€29 a month" }} hrefFor={(tier) => `/upgrade/${tier}`} />
 * ```
 */
export function PlanComparison({ prices = {}, onSelect, hrefFor, showNotOffered = false }: PlanComparisonProps): ReactNode {
  const shown = useTier((tier): [Info, string] | undefined => (tier.status === "ready" && tier.catalog ? [tier.catalog, tier.tier] : undefined));
  if (!shown) return null;
  return (
    <ul className="tiergate-plans">
      {plansOf(...shown, showNotOffered).map((plan) => (
        <PlanCard key={plan.id} plan={plan} price={prices[plan.id]} onSelect={onSelect} href={hrefFor?.(plan.id)} />
      ))}
    </ul>
  );
}

interface PlanCardProps {
  readonly plan: Plan;
  readonly price: ReactNode;
  readonly onSelect: ((tier: TierId) => void) | undefined;
  readonly href: string | undefined;
}

function PlanCard({ plan, price, onSelect, href }: PlanCardProps): ReactNode {
  const id = useId();
  return (
    <li className="tiergate-plan" data-current={plan.isCurrent || undefined} aria-labelledby={id}>
      <h3 id={id} className="tiergate-title">{plan.label}</h3>
      {price !== undefined && <p className="tiergate-price">{price}</p>}
      <PlanAction plan={plan} onSelect={onSelect} href={href} />
      <ul className="tiergate-lines">
        {plan.lines.map(({ text, isIncluded }) => (
          <li key={text} className={isIncluded ? "tiergate-line" : "tiergate-line tiergate-not"}>
            {isIncluded ? icons.check : icons.dash}
            <span>{!isIncluded && <span className="tiergate-hidden">Not included: </span>}{text}</span>
          </li>
        ))}
      </ul>
    </li>
  );
}

function PlanAction({ plan, onSelect, href }: Omit<PlanCardProps, "price">): ReactNode {
  const look = plan.isNext ? "tiergate-button tiergate-primary" : "tiergate-button";
  if (plan.isCurrent) return <p className="tiergate-badge">Your plan</p>;
  if (href !== undefined) return <a className={look} href={href}>{plan.action}</a>;
  if (onSelect) return <button type="button" className={look} onClick={() => onSelect(plan.id)}>{plan.action}</button>;
  return null;
}
