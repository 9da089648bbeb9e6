import type { ReactNode } from "react";
import { Link } from "wouter";
import { tenantPath } from "../addresses.ts";
import { useHistory } from "../api/queries.ts";
import type { Event, Info } from "../api/types.ts";
import { Card } from "../parts/Card.tsx";
import { Failure } from "../parts/Failure.tsx";
import { Loading } from "../parts/Loading.tsx";
import { More } from "../parts/More.tsx";
import { Time } from "../parts/Time.tsx";
import { eventText } from "../words/event.ts";

interface HistoryProps {
  tenant: string;
  catalog: Info | undefined;
}

/** Every write to a tenant, the latest first. */
export const History = (props: HistoryProps): ReactNode => {
  const query = useHistory(props.tenant);
  return (
    <>
      <Card title="History"><Events {...props} query={query} /></Card>
      <More query={query} />
    </>
  );
};

/** The last few writes. */
export const LatestEvents = (props: HistoryProps): ReactNode => (
  <Card title="History" aside={<Link className="btn quiet low" href={tenantPath(props.tenant, "history")}>All</Link>}>
    <Events {...props} query={useHistory(props.tenant)} most={5} />
  </Card>
);

const Events = ({ query, most, catalog }: HistoryProps & { query: ReturnType<typeof useHistory>; most?: number }): ReactNode => {
  if (query.error && !query.data) return <Failure what="The history" error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Loading what="the history" />;
  const events = query.data.pages.flat().slice(0, most);
  return <ol className="log">{events.map((event) => <Entry key={event.number} event={event} catalog={catalog} />)}</ol>;
};

const Entry = ({ event, catalog }: { event: Event; catalog: Info | undefined }): ReactNode => (
  <li>
    <span>{eventText(event, catalog)}</span>
    {event.reason && <q className="small">{event.reason}</q>}
    <span className="muted small">{event.actor}, <Time at={event.at} /></span>
  </li>
);
