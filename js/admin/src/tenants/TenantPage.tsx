import { type ReactNode, useState } from "react";
import { Link } from "wouter";
import { tenantPath } from "../addresses.ts";
import { ApiError } from "../api/error.ts";
import { useCatalog, useTenant } from "../api/queries.ts";
import type { Info, Overview, Written } from "../api/types.ts";
import { Badge } from "../parts/Badge.tsx";
import { Banner } from "../parts/Banner.tsx";
import { Button } from "../parts/Button.tsx";
import { Loaded } from "../parts/Loaded.tsx";
import { Page } from "../parts/Page.tsx";
import { listed, short } from "../words/number.ts";
import { planName, sourceWord } from "../words/source.ts";
import { standingWord } from "../words/standing.ts";
import { tierSentence } from "../words/tier.ts";
import { Caps } from "./Caps.tsx";
import { OpenDialog, useOpenDialog } from "./dialogs.tsx";
import { Facts } from "./Facts.tsx";
import { Features } from "./Features.tsx";
import { History, LatestEvents } from "./History.tsx";
import { NoTenant } from "./NoTenant.tsx";
import { Why } from "./Why.tsx";

/** The parts of a tenant's page. */
export type Tab = "entitlements" | "facts" | "history";

/** A tenant: what it may do, why, and what an operator can change. */
export const TenantPage = ({ tenant, tab }: { tenant: string; tab: Tab }): ReactNode => {
  const overview = useTenant(tenant);
  const catalog = useCatalog(overview.data?.policy.digest);
  if (overview.error instanceof ApiError && overview.error.code === "unknown-tenant") return <NoTenant tenant={tenant} />;
  return (
    <Loaded what="The tenant" query={overview} rows={8} page={tenant}>
      {(overview) => (
        <Loaded what="The policy" query={catalog} rows={8} page={tenant}>
          {(catalog) => <Tenant tenant={tenant} tab={tab} overview={overview} catalog={catalog} />}
        </Loaded>
      )}
    </Loaded>
  );
};

interface TenantProps {
  tenant: string;
  overview: Overview;
  catalog: Info;
}

const Tenant = ({ tab, ...props }: TenantProps & { tab: Tab }): ReactNode => {
  const { tenant, overview, catalog } = props;
  const [done, setDone] = useState<Written>();
  return (
    <Page name={tenant} title={overview.label} badges={<Badges overview={overview} />} text={<Subtitle {...props} />} actions={<Actions {...props} />}>
      {done && <Banner look="ok"><p>{doneSentence(done, overview)}</p></Banner>}
      {overview.resolution.misconfigured && <Misconfigured {...props} />}
      <Tabs tenant={tenant} tab={tab} />
      {tab === "entitlements" && <Entitlements {...props} />}
      {tab === "facts" && <Facts {...props} />}
      {tab === "history" && <History tenant={tenant} catalog={catalog} />}
      <OpenDialog {...props} onDone={setDone} />
    </Page>
  );
};

const Badges = ({ overview }: { overview: Overview }): ReactNode => {
  const { source, standing, misconfigured } = overview.resolution;
  const odd = standingWord(standing, source);
  return (
    <>
      <Badge look="tier">{overview.tier.label}</Badge>
      {misconfigured
        ? <Badge look="warn" icon="warning">Misconfigured</Badge>
        : <Badge>{overview.edition?.gated === false ? "Not gated" : sourceWord(source)}</Badge>}
      {odd && <Badge look="warn" icon="clock">{odd}</Badge>}
      {overview.policy.pinned && <Badge icon="pin">pinned to {short(overview.policy.digest)}</Badge>}
    </>
  );
};

const Subtitle = ({ tenant, overview }: TenantProps): ReactNode => (
  <>{overview.label && <><code className="muted">{tenant}</code> · </>}{tierSentence(overview)}</>
);

const Actions = ({ overview }: TenantProps): ReactNode => {
  const open = useOpenDialog();
  const isGranted = overview.sources.some(({ source, state }) => source === "manual" && state !== "ended");
  return (
    <>
      {isGranted && <Button onClick={() => open("revoke")}>Revoke…</Button>}
      <Button look="primary" onClick={() => open("grant")}>Change tier…</Button>
    </>
  );
};

const Misconfigured = ({ overview }: TenantProps): ReactNode => (
  <Banner>
    <p><b>This tenant is misconfigured.</b> {causeOf(overview)} Until that is corrected it has what {overview.tier.label} has.</p>
  </Banner>
);

const causeOf = ({ unknownProducts }: Overview): string =>
  unknownProducts.length > 0
    ? `Billing sells ${listed(unknownProducts.map(planName))}, which the policy does not know.`
    : "Its plan is missing, or its plan or edition is not in the policy.";

const Tabs = ({ tenant, tab }: { tenant: string; tab: Tab }): ReactNode => {
  const link = (id: Tab, label: string, path: string) => <Link href={path} aria-current={id === tab ? "page" : undefined}>{label}</Link>;
  return (
    <nav className="tabs" aria-label="Tenant">
      {link("entitlements", "Entitlements", tenantPath(tenant))}
      {link("facts", "Facts", tenantPath(tenant, "facts"))}
      {link("history", "History", tenantPath(tenant, "history"))}
    </nav>
  );
};

const Entitlements = (props: TenantProps): ReactNode => (
  <div className="cols">
    <div className="stack"><Why overview={props.overview} /><Features overview={props.overview} catalog={props.catalog} /></div>
    <div className="stack"><Caps overview={props.overview} catalog={props.catalog} /><LatestEvents tenant={props.tenant} catalog={props.catalog} /></div>
  </div>
);

/** Returns what came of a change: the tenant's state after it. */
const doneSentence = ({ changed, tenant, revision }: Written, overview: Overview): string => {
  if (!changed) return "It was like that already: nothing was written.";
  if (overview.revision < revision) return `It was written, as revision ${revision}.`;
  return `${tenant} is on ${overview.tier.label}. ${tierSentence(overview)} Revision ${overview.revision}.`;
};
