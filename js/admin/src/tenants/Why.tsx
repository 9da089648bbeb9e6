import type { ReactNode } from "react";
import type { Overview, SourceEntry } from "../api/types.ts";
import { Badge } from "../parts/Badge.tsx";
import { Card } from "../parts/Card.tsx";
import { Time, Until } from "../parts/Time.tsx";
import { planName, sourceName } from "../words/source.ts";
import { standingWord } from "../words/standing.ts";

/** Every source of a plan: the one that decides first, then those that it covers, then those that ended. */
export const Why = ({ overview }: { overview: Overview }): ReactNode => (
  <Card title={`Why ${overview.tier.label}`} aside={<span className="muted small num">revision {overview.revision}</span>}>
    {overview.sources.length === 0 && !isUngated(overview)
      ? <p className="empty">No source assigns a plan. The policy says what such a tenant has.</p>
      : <ol className="why">{isUngated(overview) && <EditionEntry overview={overview} />}{overview.sources.map((entry, index) => <Entry key={index} entry={entry} overview={overview} isLast={index === overview.sources.length - 1} />)}</ol>}
  </Card>
);

/** Whether the tenant's edition decides, whatever its plans are. */
const isUngated = ({ edition }: Overview): boolean => edition?.gated === false;

const EditionEntry = ({ overview: { edition, tier } }: { overview: Overview }): ReactNode => (
  <li>
    <span className="dot on" aria-hidden="true" />
    <span>
      <b>Edition {edition?.id}</b> <Badge look="tier">{tier.label}</Badge>
      <span className="soft small">{edition?.own ? "The tenant’s own." : "The deployment’s."} It is not gated: plans do not matter.</span>
    </span>
    <span className="muted small">no end</span>
  </li>
);

interface EntryProps {
  entry: SourceEntry;
  overview: Overview;
  isLast: boolean;
}

const Entry = ({ entry, overview, isLast }: EntryProps): ReactNode => {
  const { source, state, tier, standing, expiresAt, written } = entry;
  const odd = standingWord(standing, source);
  const unpaidSince = overview.pastDue?.since;
  return (
    <li>
      <span className={state === "decides" ? "dot on" : "dot"} aria-hidden="true" />
      <span>
        <b>{sourceName(source)}</b>{" "}
        <PlanBadge entry={entry} />{" "}
        {source === "billing" && tier && <code className="muted">{productOf(overview)}</code>}{" "}
        {odd && <Badge look="warn" icon="clock">{odd}</Badge>}{" "}
        <span className="sr">{state}</span>
        <span className="soft small">{written?.reason && <>“{written.reason}” </>}{source === "billing" && unpaidSince !== undefined && <>Unpaid since <Time at={unpaidSince} day />. </>}{meaningText(entry, overview)}{coverText(state, isLast)}</span>
        {written && <span className="muted small">{written.actor}, <Time at={written.at} /></span>}
      </span>
      <span className="muted small num">{state === "ended" && expiresAt !== undefined ? <>ended <Time at={expiresAt} day /></> : <Until at={expiresAt} />}</span>
    </li>
  );
};

const PlanBadge = ({ entry: { state, tier, plan } }: { entry: SourceEntry }): ReactNode => {
  const look = state === "decides" ? (tier ? "tier" : "warn") : undefined;
  return <Badge {...(look && { look })}>{tier?.label ?? (plan === undefined ? "no plan" : planName(plan))}</Badge>;
};

/** Returns the product that billing sold, if it sold one alone. */
const productOf = ({ subscriptions }: Overview): string | undefined => {
  const names = subscriptions.flatMap(({ subscription }) => subscription?.items ?? []).map(({ names }) => names[0]);
  return names.length === 1 ? names[0] : undefined;
};

/** Returns what a plan means that names no tier of the policy. */
const meaningText = ({ state, tier, plan }: SourceEntry, { tier: { label } }: Overview): string =>
  state !== "decides" || tier ? "" : `${plan === undefined ? "It names no plan" : "The policy does not know it"}: the tenant has ${label}. `;

const coverText = (state: SourceEntry["state"], isLast: boolean): string => {
  if (state === "decides") return isLast ? "" : "Covers what is below. ";
  return state === "ended" ? "No longer counts. " : "";
};
