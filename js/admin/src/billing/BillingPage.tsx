import type { ReactNode } from "react";
import { Link } from "wouter";
import { useAddressParams } from "../addresses.ts";
import { useBillingProblems, useUnassigned } from "../api/queries.ts";
import type { ListedSubscription } from "../api/types.ts";
import { Button } from "../parts/Button.tsx";
import { Card } from "../parts/Card.tsx";
import { Failure } from "../parts/Failure.tsx";
import { Loading } from "../parts/Loading.tsx";
import { More } from "../parts/More.tsx";
import { Page } from "../parts/Page.tsx";
import { Quoted } from "../parts/Quoted.tsx";
import { Time } from "../parts/Time.tsx";
import { sentence } from "../words/number.ts";
import { AttachDialog } from "./AttachDialog.tsx";

/** What billing reported that needs an operator: subscriptions of no tenant, and reports that were not understood. */
export const BillingPage = (): ReactNode => {
  const [params, setParams] = useAddressParams();
  const subscription = params.get("attach");
  return (
    <Page name="Billing" text={<>What the billing system reported and nobody can use yet. For tenants that do not pay, see <Link href="/tenants?show=past-due">past due</Link>.</>}>
      <Unassigned onAttach={(id) => setParams({ attach: id })} />
      <Problems />
      {subscription && <AttachDialog key={subscription} subscription={subscription} onClose={() => setParams({})} />}
    </Page>
  );
};

const Unassigned = ({ onAttach }: { onAttach: (id: string) => void }): ReactNode => {
  const query = useUnassigned();
  const rows = query.data?.pages.flatMap((page) => page.subscriptions);
  return (
    <>
      <Card title="Subscriptions of no tenant">
        {query.error && !rows && <div className="body"><Failure what="The subscriptions" error={query.error} onRetry={() => void query.refetch()} /></div>}
        {query.isPending && <Loading what="the subscriptions" />}
        {rows?.length === 0 && <p className="empty">None: every subscription belongs to a tenant.</p>}
        {rows && rows.length > 0 && (
          <table>
            <thead><tr><th scope="col">Subscription</th><th scope="col" className="hide-s">Says it is of</th><th scope="col">Status</th><th scope="col"><span className="sr">Attach</span></th></tr></thead>
            <tbody>{rows.map((row) => <Row key={row.id} it={row} onAttach={() => onAttach(row.id)} />)}</tbody>
          </table>
        )}
      </Card>
      <More query={query} />
    </>
  );
};

const Row = ({ it: { id, tenant, subscription, doubts }, onAttach }: { it: ListedSubscription; onAttach: () => void }): ReactNode => (
  <tr>
    <td><code>{id}</code><span className="soft small"> {subscription?.items.map(({ names }) => names[0]).join(", ")}</span>{doubts.map((doubt) => <p key={doubt} className="small soft"><Quoted>{sentence(doubt)}</Quoted></p>)}</td>
    <td className="soft hide-s">{tenant ? <>{tenant}, which does not exist</> : "nobody"}</td>
    <td>{subscription?.status.replace("-", " ") ?? "never reported"}</td>
    <td className="right"><Button look="quiet low" onClick={onAttach} aria-label={`Attach ${id}…`}>Attach…</Button></td>
  </tr>
);

const Problems = (): ReactNode => {
  const query = useBillingProblems();
  const reports = query.data?.pages.flatMap((page) => page.reports);
  return (
    <>
      <Card title="Reports that were not understood">
        {query.error && !reports && <div className="body"><Failure what="The reports" error={query.error} onRetry={() => void query.refetch()} /></div>}
        {query.isPending && <Loading what="the reports" />}
        {reports?.length === 0 && <p className="empty">None: everything that arrived was understood.</p>}
        {reports && reports.length > 0 && <ol className="log">
          {reports.map(({ id, kind, received, problems }) => (
            <li key={id}>
              <span>{kind || "Unknown kind"} <code className="muted">{id}</code></span>
              {problems.map((problem) => <span key={problem} className="soft small"><Quoted>{sentence(problem)}</Quoted></span>)}
              <span className="muted small">received <Time at={received} /></span>
            </li>
          ))}
        </ol>}
      </Card>
      <More query={query} />
    </>
  );
};
