import type { ReactNode } from "react";
import { Link } from "wouter";
import { tenantPath, useAddressParams } from "../addresses.ts";
import { useCatalog, useSummary, useTenants } from "../api/queries.ts";
import type { Info, ListedTenant, Summary } from "../api/types.ts";
import { Badge } from "../parts/Badge.tsx";
import { Button } from "../parts/Button.tsx";
import { Card } from "../parts/Card.tsx";
import { Failure } from "../parts/Failure.tsx";
import { TextField } from "../parts/Field.tsx";
import { Loading } from "../parts/Loading.tsx";
import { More } from "../parts/More.tsx";
import { Page } from "../parts/Page.tsx";
import { Time } from "../parts/Time.tsx";
import { useDelayed } from "../parts/useDelayed.ts";
import { labelOf } from "../words/labels.ts";
import { count } from "../words/number.ts";
import { sourceName } from "../words/source.ts";
import { shortDate } from "../words/time.ts";
import { NewTenantDialog } from "./NewTenantDialog.tsx";

/** Which tenants are shown. */
const VIEWS = [
  { id: "", label: "All", of: "tenants" },
  { id: "misconfigured", label: "Misconfigured", of: "misconfigured" },
  { id: "past-due", label: "Past due", of: "pastDue" },
] as const;

type View = (typeof VIEWS)[number]["id"];

/** The list of tenants, as a whole or of those that need someone's attention. */
export const TenantsPage = (): ReactNode => {
  const [params, setParams] = useAddressParams();
  const view = (params.get("show") ?? "") as View;
  const text = params.get("find") ?? "";
  const find = (text: string) => setParams(text === "" ? without(params, "find") : { ...Object.fromEntries(params), find: text }, { replace: true });
  return (
    <Page name="Tenants" actions={<Actions onNew={() => setParams({ ...Object.fromEntries(params), do: "create" })} />}>
      <Views view={view} isWhole={text === ""} />
      <div role="search" aria-label="This list" className="filter"><TextField label="Identifier or label" value={text} onChange={find} type="search" hint="Any part of it, in capital or small letters." /></div>
      <List key={view} view={view} text={text} onClear={() => find("")} />
      {params.get("do") === "create" && <NewTenantDialog onClose={() => setParams(without(params, "do"))} />}
    </Page>
  );
};

const without = (params: URLSearchParams, name: string) => {
  const rest = Object.fromEntries(params);
  delete rest[name];
  return rest;
};

const Actions = ({ onNew }: { onNew: () => void }): ReactNode => (
  <>
    <Link className="btn" href="/tenants/grant">Grant to many…</Link>
    <Button look="primary" onClick={onNew}>New tenant…</Button>
  </>
);

/** The views, each with its number: of the one that is shown as many as the list has, of the others as of the last count. */
const Views = ({ view, isWhole }: { view: View; isWhole: boolean }): ReactNode => {
  const summary = useSummary().data;
  const { data, isPlaceholderData, hasNextPage } = useTenants(FILTERS[view], isWhole);
  const isShown = isWhole && data && !isPlaceholderData && !hasNextPage;
  const shown = isShown ? count(data.pages.reduce((sum, { tenants }) => sum + tenants.length, 0)) : undefined;
  return (
    <nav className="tabs" aria-label="Which tenants">
      {VIEWS.map(({ id, label, of }) => (
        <Link key={id} href={id ? `/tenants?show=${id}` : "/tenants"} aria-current={id === view ? "page" : undefined}>
          {label} <span className="muted num">{(id === view && shown) || countOf(summary, of)}</span>
        </Link>
      ))}
      {summary?.asked && <span className="muted small push hide-s">counted <Time at={summary.asked.at} /></span>}
    </nav>
  );
};

const countOf = (summary: Summary | undefined, of: (typeof VIEWS)[number]["of"]): string => {
  const number = of === "tenants" ? summary?.tenants : summary?.asked?.[of];
  return number === undefined ? "" : count(number);
};

const FILTERS = { "": {}, misconfigured: { misconfigured: true }, "past-due": { pastDue: true } };

const List = ({ view, text, onClear }: { view: View; text: string; onClear: () => void }): ReactNode => {
  const search = useDelayed(text.trim(), 150);
  const query = useTenants({ ...FILTERS[view], ...(search && { search }) });
  if (query.error && !query.data) return <Failure what="The tenants" error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Card title={titleOf(view, search)}><Loading what="the tenants" rows={8} /></Card>;
  const tenants = query.data.pages.flatMap((page) => page.tenants);
  const unanswered = query.data.pages.reduce((sum, page) => sum + (page.unanswered ?? 0), 0);
  return (
    <>
      <Card title={titleOf(view, search)} aside={<span className="muted small num" role="status">{count(tenants.length)}{query.hasNextPage ? " shown" : " found"}</span>}>
        {tenants.length > 0 ? <Table tenants={tenants} view={view} /> : <None view={view} search={search} isPart={query.hasNextPage} onClear={onClear} />}
      </Card>
      {unanswered > 0 && <p className="soft">The policy gives no answer for {count(unanswered)} of the tenants that were looked at: they are not in this list.</p>}
      <More query={query} />
    </>
  );
};

const titleOf = (view: View, search: string): string => {
  const all = VIEWS.find(({ id }) => id === view)?.label ?? "All";
  return search ? `${all}, with “${search}”` : all;
};

interface NoneProps {
  view: View;
  search: string;
  /** Whether there are tenants that were not looked at yet. */
  isPart: boolean;
  onClear: () => void;
}

const None = ({ view, search, isPart, onClear }: NoneProps): ReactNode => {
  if (isPart) return <p className="empty">None among those looked at so far. Go on below.</p>;
  if (search) return <div className="empty"><p>No tenant has “{search}” in its identifier or label.</p><Button onClick={onClear}>Clear the search</Button></div>;
  if (view === "misconfigured") return <p className="empty">None: every tenant is on a plan that the policy knows.</p>;
  if (view === "past-due") return <p className="empty">None: nothing is unpaid.</p>;
  return <div className="empty"><p>There are no tenants yet. Your product creates them at sign-up.</p><Link className="btn" href="/tenants?do=create">Create one…</Link></div>;
};

const Table = ({ tenants, view }: { tenants: readonly ListedTenant[]; view: View }): ReactNode => {
  const catalog = useCatalog(useSummary().data?.policy.digest).data;
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Tenant</th>
          {view === "past-due" && <th scope="col">Unpaid</th>}
          {view === "misconfigured" && <th scope="col">Has</th>}
          <th scope="col" className="hide-s">Plans given here</th>
          <th scope="col" className="right hide-s">Revision</th>
        </tr>
      </thead>
      <tbody>{tenants.map((tenant) => <Row key={tenant.tenant} it={tenant} view={view} catalog={catalog} />)}</tbody>
    </table>
  );
};

interface RowProps {
  it: ListedTenant;
  view: View;
  catalog: Info | undefined;
}

const Row = ({ it, view, catalog }: RowProps): ReactNode => (
  <tr>
    <td><Link href={tenantPath(it.tenant)}>{it.label ?? it.tenant}</Link> {it.label && <code className="muted">{it.tenant}</code>} {it.policy && <Badge icon="pin">pinned</Badge>}</td>
    {view === "past-due" && <td>{it.pastDue && unpaidText(it.pastDue)}</td>}
    {view === "misconfigured" && <td>{it.resolution && <Badge look="warn" icon="warning">{labelOf(catalog, "tiers", it.resolution.tier)}</Badge>}</td>}
    <td className="soft hide-s">{plansOf(it, catalog)}</td>
    <td className="right num muted hide-s">{it.revision}</td>
  </tr>
);

const unpaidText = ({ since, until, ended }: NonNullable<ListedTenant["pastDue"]>): string => {
  if (ended !== undefined) return `ended on ${shortDate(ended)}`;
  return `${since === undefined ? "now" : `since ${shortDate(since)}`}${until === undefined ? "" : `, kept until ${shortDate(until)}`}`;
};

/** Returns the stored plans, the one that an operator granted first. What billing's subscriptions come to is on the tenant's page. */
const plansOf = ({ facts }: ListedTenant, catalog: Info | undefined): string => {
  const plans = (facts.assignments ?? []).map(({ source, plan }) => `${plan ? labelOf(catalog, "tiers", plan) : "no plan"} (${sourceName(source).toLowerCase()})`);
  return plans.join(", ") || "none";
};
