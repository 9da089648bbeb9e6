import { useCap } from "tiergate/react";

/** How many seats are taken, and how many there are. */
export function Seats({ used }: { readonly used: number }) {
  const { status, limit, remaining, isNear, isOver } = useCap("agents", used);
  if (status !== "ready") return null;
  const text = limit === undefined ? `${used}, no limit` : `${used} of ${limit}`;
  return (
    <>
      <p className="row"><b>Agents</b> <span className="num">{text}</span></p>
      {limit !== undefined && (
        // An attribute, because a style in HTML would break the content security policy.
        <svg className={isOver ? "meter bad" : isNear ? "meter warn" : "meter"} viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
          <rect width={Math.min(100, (100 * used) / Math.max(limit, 1))} height="1" />
        </svg>
      )}
      {isOver ? <p className="small soft">All seats are taken.</p> : isNear && <p className="small soft">{remaining === 1 ? "1 seat is left." : `${remaining} seats are left.`}</p>}
    </>
  );
}
