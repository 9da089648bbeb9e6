import type { ReactNode } from "react";
import type { Overview, SourceEntry } from "../api/types.ts";
import { Badge } from "../parts/Badge.tsx";
import { Card } from "../parts/Card.tsx";
import { Time, Until } from "../parts/Time.tsx";
import { sourceName } from "../words/source.ts";
import { standingWord } from "../words/standing.ts";

/** Every source of a plan: the one that decides first, then those that it covers, then those that ended. */
export const Why = ({ overview }: { overview: Overview }): ReactNode => (
  <Card title={`Why ${overview.tier.label}`} aside={<span className="muted small num">revision {overview.revision}</span>}>
    {overview.sources.length === 0 && !isUngated(overview)
      ? <p className="empty">No source assigns a plan. The policy says what such a tenant has.</p>
      : <ol className="why">{isUngated(overview) && <EditionEntry overview={overview} />}{overview.sources.map((entry, index) => <Entry key={index} entry={entry} unpaidSince={overview.pastDue?.since} isLast={index === overview.sources.length - 1} />)}</ol>}
  </Card>
);

/** Whether the tenant's edition decides, whatever its plans are. */
const isUngated = ({ edition }: Overview): boolean => edition?.gated === false;

const EditionEntry = ({ overview: { edition, tier } }: { overview: Overview }): ReactNode => (
  <li>
    <span className="dot on" aria-hidden="true" />
    <span>
      <b>Edition {edition?.id}</b> <Badge look="tier">{tier.label}</Badge>
      <br />
      <span className="soft small">{edition?.own ? "The tenant’s own." : "The deployment’s."} It is not gated: plans do not matter.</span>
    </span>
    <span className="muted small">no end</span>
  </li>
);

interface EntryProps {
  entry: SourceEntry;
  /** When a payment failed, if one did. */
  unpaidSince: number | undefined;
  isLast: boolean;
}

const Entry = ({ entry, unpaidSince, isLast }: EntryProps): ReactNode => {
  const { source, state, tier, plan, standing, expiresAt, written } = entry;
  const odd = standingWord(standing, source);
  return (
    <li>
      <span className={state === "decides" ? "dot on" : "dot"} aria-hidden="true" />
      <span>
        <b>{sourceName(source)}</b>{" "}
        <Badge {...(state === "decides" && { look: "tier" })}>{tier?.label ?? plan ?? "no plan"}</Badge>{" "}
        {odd && <Badge look="warn" icon="clock">{odd}</Badge>}{" "}
        <span className="sr">{state}</span>
        <br />
        <span className="soft small">{written?.reason && <>“{written.reason}” </>}{source === "billing" && unpaidSince !== undefined && <>Unpaid since <Time at={unpaidSince} day />. </>}{coverText(state, isLast)}</span>
        {written && <span className="muted small">{written.actor}, <Time at={written.at} /></span>}
      </span>
      <span className="muted small num">{state === "ended" && expiresAt !== undefined ? <>ended <Time at={expiresAt} day /></> : <Until at={expiresAt} />}</span>
    </li>
  );
};

const coverText = (state: SourceEntry["state"], isLast: boolean): string => {
  if (state === "decides") return isLast ? "" : "Covers what is below. ";
  return state === "ended" ? "No longer counts. " : "";
};
