"use client";

import { type ReactNode, useId } from "react";
import type { TierId } from "../client/names.js";
import type { TierSnapshot } from "../client/snapshot.js";
import { type Compared, comparisonOf, type Plan } from "../client/plans.js";
import { icons } from "./icons.js";
import { useTier } from "./useTier.js";

/** The props of {@link PlanComparison}. */
export interface PlanComparisonProps {
  /** What each tier costs, by its identifier. */
  readonly prices?: Readonly<Partial<Record<TierId, ReactNode>>>;
  /** Called with the tier that was chosen. */
  readonly onSelect?: (tier: TierId) => void;
  /** Returns the address at which to choose a tier, instead of `onSelect`; `undefined` if it cannot be chosen. */
  readonly hrefFor?: (tier: TierId) => string | undefined;
  /** Whether tiers that are not offered are shown, too; the tenant's own always is. */
  readonly showNotOffered?: boolean;
}

/**
 * Compares the policy's tiers, cheapest first, and marks the tenant's own: as cards or, from a width of 62 rem
 * on, as a table, of which the stylesheet shows one. Renders nothing unless the policy is known.
 * If the tenant's plan is not set up, no tier is marked.
 *
 * @example
 * ```tsx
 * <PlanComparison prices={{ free: "€0", pro: "€29 a month" }} hrefFor={(tier) => `/upgrade/${tier}`} />
 * ```
 */
export function PlanComparison({ prices = {}, onSelect, hrefFor, showNotOffered = false }: PlanComparisonProps): ReactNode {
  const shown = useTier(comparedOf);
  if (!shown) return null;
  const { plans, rows } = comparisonOf(shown, showNotOffered);
  const partsOf = (plan: Plan) => ({ plan, price: prices[plan.id], onSelect, href: hrefFor?.(plan.id) });
  return (
    <>
      <ul className="tiergate-plans">
        {plans.map((plan) => <PlanCard key={plan.id} {...partsOf(plan)} />)}
      </ul>
      <table className="tiergate-table">
        <caption className="tiergate-hidden">Plans</caption>
        <thead>
          <tr>
            <td />
            {plans.map((plan) => <PlanHead key={plan.id} {...partsOf(plan)} />)}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, label, cells }) => (
            <tr key={id}>
              <th scope="row">{label}</th>
              {cells.map((cell, i) => <PlanCell key={plans[i]!.id} cell={cell} isCurrent={plans[i]!.isCurrent} />)}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

const comparedOf = (snapshot: TierSnapshot): Compared | undefined => {
  if (snapshot.status !== "ready" || !snapshot.catalog) return undefined;
  const { catalog, tier, isMisconfigured, trial, pastDue, lapsed } = snapshot;
  return { catalog, tier, isMisconfigured, ...(trial && { trial }), ...(pastDue && { pastDue }), ...(lapsed && { lapsed }) };
};

interface PlanPartProps {
  readonly plan: Plan;
  readonly price: ReactNode;
  readonly onSelect: ((tier: TierId) => void) | undefined;
  readonly href: string | undefined;
}

function PlanHead({ plan, price, onSelect, href }: PlanPartProps): ReactNode {
  return (
    <th scope="col" data-current={plan.isCurrent || undefined}>
      <span className="tiergate-title">{plan.label}</span>
      {price !== undefined && <span className="tiergate-price">{price}</span>}
      <PlanAction plan={plan} onSelect={onSelect} href={href} />
    </th>
  );
}

function PlanCell({ cell, isCurrent }: { readonly cell: boolean | string; readonly isCurrent: boolean }): ReactNode {
  return (
    <td data-current={isCurrent || undefined} className={cell ? undefined : "tiergate-not"}>
      {typeof cell === "string" ? cell : <>{cell ? icons.check : icons.dash}<span className="tiergate-hidden">{cell ? "Included" : "Not included"}</span></>}
    </td>
  );
}

function PlanCard({ plan, price, onSelect, href }: PlanPartProps): ReactNode {
  const id = useId();
  return (
    <li className="tiergate-plan" data-current={plan.isCurrent || undefined} aria-labelledby={id}>
      <h3 id={id} className="tiergate-title">{plan.label}</h3>
      {price !== undefined && <p className="tiergate-price">{price}</p>}
      <PlanAction plan={plan} onSelect={onSelect} href={href} />
      <ul className="tiergate-lines">
        {plan.lines.map(({ text, isIncluded }, i) => (
          <li key={i} className={isIncluded ? "tiergate-line" : "tiergate-line tiergate-not"}>
            {isIncluded ? icons.check : icons.dash}
            <span>{!isIncluded && <span className="tiergate-hidden">Not included: </span>}{text}</span>
          </li>
        ))}
      </ul>
    </li>
  );
}

function PlanAction({ plan, onSelect, href }: Omit<PlanPartProps, "price">): ReactNode {
  const look = plan.isNext ? "tiergate-button tiergate-primary" : "tiergate-button";
  if (plan.isCurrent) return <span className="tiergate-badge">Your plan</span>;
  if (href !== undefined) return <a className={look} href={href}>{plan.action}</a>;
  if (onSelect) return <button type="button" className={look} onClick={() => onSelect(plan.id)}>{plan.action}</button>;
  return null;
}
