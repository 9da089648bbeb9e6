import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { Link } from "wouter";
import { tenantPath } from "../addresses.ts";
import { exportImpact, FORMATS } from "../api/impact.ts";
import { type ImpactOnly, useImpactTenants } from "../api/queries.ts";
import type { Info, PolicyPreview, TenantImpact } from "../api/types.ts";
import { Button } from "../parts/Button.tsx";
import { Card } from "../parts/Card.tsx";
import { Failure } from "../parts/Failure.tsx";
import { Choices } from "../parts/Field.tsx";
import { Loading } from "../parts/Loading.tsx";
import { More } from "../parts/More.tsx";
import { labelOf } from "../words/labels.ts";
import { limitText, listed } from "../words/number.ts";

const VIEWS: readonly { id: ImpactOnly; label: string }[] = [
  { id: "loses", label: "Lose something" },
  { id: "gains", label: "Gain something" },
  { id: "moves", label: "Change tier" },
];

interface ImpactTenantsProps {
  digest: string;
  impact: PolicyPreview["impact"];
  catalog: Info;
}

/** Who would lose and who would gain what, page by page, and as a file. */
export const ImpactTenants = ({ digest, impact, catalog }: ImpactTenantsProps): ReactNode => {
  const [only, setOnly] = useState<ImpactOnly>(impact.losing > 0 ? "loses" : "gains");
  const download = useMutation({ mutationFn: (format: keyof typeof FORMATS) => exportImpact(digest, only, format) });
  const save = (format: keyof typeof FORMATS) => <Button look="quiet low" aria-busy={download.isPending} onClick={() => download.mutate(format)}>{format === "csv" ? "Save as CSV" : "Save as JSON lines"}</Button>;
  return (
    <Card title="For whom" aside={<span>{save("csv")} {save("ndjson")}</span>}>
      <div className="body">
        <Choices legend="Tenants that" value={only} onChange={setOnly} choices={VIEWS} />
        {download.error && <Failure what="The file" error={download.error} onRetry={() => download.reset()} />}
      </div>
      <List key={only} digest={digest} only={only} catalog={catalog} />
    </Card>
  );
};

const List = ({ digest, only, catalog }: { digest: string; only: ImpactOnly; catalog: Info }): ReactNode => {
  const query = useImpactTenants(digest, only);
  if (query.error && !query.data) return <div className="body"><Failure what="The tenants" error={query.error} onRetry={() => void query.refetch()} /></div>;
  if (!query.data) return <Loading what="the tenants" rows={4} />;
  const tenants = query.data.pages.flatMap((page) => page.tenants);
  if (tenants.length === 0 && !query.hasNextPage) return <p className="empty">None.</p>;
  return (
    <>
      <table>
        <thead><tr><th scope="col">Tenant</th><th scope="col">What changes</th></tr></thead>
        <tbody>{tenants.map((it) => <tr key={it.tenant}><td><Link href={tenantPath(it.tenant)}>{it.label ?? it.tenant}</Link>{it.label && <> <code className="muted hide-s">{it.tenant}</code></>}</td><td><Changes it={it} catalog={catalog} /></td></tr>)}</tbody>
      </table>
      <More query={query} />
    </>
  );
};

const Changes = ({ it, catalog }: { it: TenantImpact; catalog: Info }): ReactNode => {
  if (it.unanswered) return "The policy gives no answer for it.";
  const features = (ids: readonly string[]) => listed(ids.map((id) => labelOf(catalog, "features", id)));
  return (
    <ul className="plain">
      {it.tierBefore !== it.tierAfter && <li>{it.tierBefore === undefined ? "no answer" : labelOf(catalog, "tiers", it.tierBefore)} → {labelOf(catalog, "tiers", it.tierAfter ?? "")}</li>}
      {it.lost.length > 0 && <li>Loses {features(it.lost)}</li>}
      {it.gained.length > 0 && <li>Gains {features(it.gained)}</li>}
      {it.caps.map((cap) => <li key={cap.cap}>{labelOf(catalog, "caps", cap.cap)}: {capText(cap)}</li>)}
    </ul>
  );
};

/** Returns what changes of a cap: its limit, or where it warns and blocks. */
const capText = ({ before, after }: TenantImpact["caps"][number]): string => {
  const limits = [before, after].map((points) => (points ? limitText(points.limit) : "none"));
  if (limits[0] !== limits[1] || !before || !after) return limits.join(" → ");
  const at = (usage: number | undefined) => (usage === undefined ? "never" : `at ${usage}`);
  const parts = [
    before.warnAt !== after.warnAt && `warns ${at(before.warnAt)} → ${at(after.warnAt)}`,
    before.blockedAt !== after.blockedAt && `blocks ${at(before.blockedAt)} → ${at(after.blockedAt)}`,
  ];
  return listed(parts.filter((part) => part !== false));
};
