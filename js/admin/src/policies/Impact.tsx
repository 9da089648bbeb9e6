import type { ReactNode } from "react";
import type { Progress } from "../api/events.ts";
import type { Info, PolicyPreview } from "../api/types.ts";
import { Banner } from "../parts/Banner.tsx";
import { Button } from "../parts/Button.tsx";
import { Card } from "../parts/Card.tsx";
import { Failure } from "../parts/Failure.tsx";
import { labelOf } from "../words/labels.ts";
import { count, many } from "../words/number.ts";
import { changeText } from "../words/policyChange.ts";
import type { useImpact } from "./useImpact.ts";

/** What activating a policy would change for the stored tenants: asked for by hand, because every tenant is asked about. */
export const Impact = ({ impact, catalog }: { impact: ReturnType<typeof useImpact>; catalog: Info }): ReactNode => {
  const { data, error, isPending, progress, mutate } = impact;
  const again = <Button look="quiet low" onClick={() => mutate()}>Compare again</Button>;
  return (
    <Card title="What would change" aside={data && !isPending ? again : undefined}>
      {isPending && <Working progress={progress} />}
      {error && !isPending && <div className="body"><Failure what="What would change" error={error} onRetry={() => mutate()} /></div>}
      {!data && !isPending && !error && (
        <div className="empty"><p>Both policies are asked about every tenant. With many tenants that takes minutes.</p><Button onClick={() => mutate()}>Compare with the active policy</Button></div>
      )}
      {data && !isPending && <Answer preview={data} catalog={catalog} />}
    </Card>
  );
};

/** How far the work has got. */
export const Working = ({ progress }: { progress: Progress | undefined }): ReactNode => (
  <div className="body">
    <p id="comparing">{progress ? `${count(progress.asked)} of ${count(progress.of)} tenants compared` : "Comparing…"}</p>
    <progress aria-labelledby="comparing" {...(progress && { value: progress.asked, max: Math.max(progress.of, 1) })} />
  </div>
);

const Answer = ({ preview, catalog }: { preview: PolicyPreview; catalog: Info }): ReactNode => {
  const { impact, changes } = preview;
  return (
    <>
      <div className="numbers">
        <div><b>{count(impact.tenants)}</b><span className="soft">{impact.tenants === 1 ? "tenant" : "tenants"}</span></div>
        <div><b>{count(impact.differing)}</b><span className="soft">{impact.differing === 1 ? "changes" : "change"}</span></div>
        <div><b>{count(impact.losing)}</b><span className="soft">{impact.losing === 1 ? "loses something" : "lose something"}</span></div>
        <div><b>{count(impact.gaining)}</b><span className="soft">{impact.gaining === 1 ? "gains something" : "gain something"}</span></div>
      </div>
      {impact.unanswered + impact.pinned > 0 && <div className="body">
        {impact.unanswered > 0 && <Banner look="bad"><p>The policy gives no answer for {many(impact.unanswered, "tenant")}: activating it for all is refused.</p></Banner>}
        {impact.pinned > 0 && <p className="soft">{many(impact.pinned, "tenant")} pinned to a policy of their own, and not compared.</p>}
      </div>}
      <Moves preview={preview} catalog={catalog} />
      <Differences preview={preview} catalog={catalog} />
      <div className="body">
        <h3>In the catalog</h3>
        {changes.length === 0 ? <p className="soft">Nothing: tiers, features, caps and add-ons are the same.</p> : <ul>{changes.map((change, index) => <li key={index} className="soft">{changeText(change, catalog)}</li>)}</ul>}
      </div>
    </>
  );
};

const Moves = ({ preview: { impact }, catalog }: { preview: PolicyPreview; catalog: Info }): ReactNode => {
  const moves = Object.entries(impact.moves).flatMap(([from, targets]) => Object.entries(targets).map(([to, number]) => ({ from, to, number })));
  if (moves.length === 0) return null;
  return (
    <table>
      <thead><tr><th scope="col">From</th><th scope="col">To</th><th scope="col" className="right">Tenants</th></tr></thead>
      <tbody>{moves.map(({ from, to, number }) => <tr key={`${from} ${to}`}><td>{labelOf(catalog, "tiers", from)}</td><td>{labelOf(catalog, "tiers", to)}</td><td className="right num">{count(number)}</td></tr>)}</tbody>
    </table>
  );
};

const Differences = ({ preview: { impact }, catalog }: { preview: PolicyPreview; catalog: Info }): ReactNode => {
  const rows = [
    ...Object.entries(impact.byFeature).map(([id, { gained, lost }]) => ({ id: `feature ${id}`, label: labelOf(catalog, "features", id), more: gained, less: lost })),
    ...Object.entries(impact.byCap).map(([id, { more, fewer }]) => ({ id: `cap ${id}`, label: labelOf(catalog, "caps", id), more, less: fewer })),
  ];
  if (rows.length === 0) return null;
  return (
    <table>
      <thead><tr><th scope="col">Feature or cap</th><th scope="col" className="right">Gain</th><th scope="col" className="right">Lose</th></tr></thead>
      <tbody>{rows.map(({ id, label, more, less }) => <tr key={id}><td>{label}</td><td className="right num">{count(more)}</td><td className="right num">{count(less)}</td></tr>)}</tbody>
    </table>
  );
};
