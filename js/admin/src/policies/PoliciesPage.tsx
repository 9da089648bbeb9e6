import type { ReactNode } from "react";
import { Link } from "wouter";
import { useAddressParams } from "../addresses.ts";
import { useActivations, usePolicies } from "../api/queries.ts";
import type { StoredPolicy } from "../api/types.ts";
import { Badge } from "../parts/Badge.tsx";
import { Button } from "../parts/Button.tsx";
import { Card } from "../parts/Card.tsx";
import { Loaded } from "../parts/Loaded.tsx";
import { Page } from "../parts/Page.tsx";
import { Time } from "../parts/Time.tsx";
import { many, policyName, short } from "../words/number.ts";
import { Kept } from "./Kept.tsx";
import { RollBackDialog } from "./RollBackDialog.tsx";
import { UploadDialog } from "./UploadDialog.tsx";

/** The published policies, and which of them was active when. */
export const PoliciesPage = (): ReactNode => {
  const [params, setParams] = useAddressParams();
  const policies = usePolicies();
  const close = () => setParams({});
  const activated = policies.data?.filter((policy) => policy.activatedAt !== undefined).length ?? 0;
  return (
    <Page name="Policies" text="The active one decides about every tenant that is neither pinned to another nor kept on one." actions={<Actions canRollBack={activated > 1} onOpen={(dialog) => setParams({ do: dialog })} />}>
      <Card title="Published">
        <Loaded what="The policies" query={policies}>{(policies) => (policies.length > 0 ? <Published policies={policies} /> : <None />)}</Loaded>
      </Card>
      <Kept policies={policies.data ?? []} />
      <Card title="Activations"><Activations policies={policies.data ?? []} /></Card>
      {params.get("do") === "upload" && <UploadDialog onClose={close} />}
      {params.get("do") === "roll-back" && <RollBackDialog policies={policies.data ?? []} onClose={close} />}
    </Page>
  );
};

const Actions = ({ canRollBack, onOpen }: { canRollBack: boolean; onOpen: (dialog: string) => void }): ReactNode => (
  <>
    {canRollBack && <Button onClick={() => onOpen("roll-back")}>Roll back…</Button>}
    <Link className="btn" href="/policies/editor">Edit a tier map</Link>
    <Button look="primary" onClick={() => onOpen("upload")}>Upload…</Button>
  </>
);

const None = (): ReactNode => (
  <div className="empty"><p>No policy is published: the server decides by the file that it was started with. Upload one to change policies without a restart.</p></div>
);

const Published = ({ policies }: { policies: readonly StoredPolicy[] }): ReactNode => (
  <table>
    <thead><tr><th scope="col">Policy</th><th scope="col">State</th><th scope="col" className="hide-s">Published</th></tr></thead>
    <tbody>
      {[...policies].reverse().map((policy) => (
        <tr key={policy.digest}>
          <td><Link href={`/policies/${policy.digest}`}>{policy.name} {policy.version}</Link> <code className="muted">{short(policy.digest)}</code></td>
          <td>{policy.active ? <Badge look="ok" icon="check">active</Badge> : policy.activatedAt !== undefined ? <span className="muted">last activated <Time at={policy.activatedAt} day /></span> : <span className="muted">never active</span>}</td>
          <td className="soft hide-s"><Time at={policy.at} />, {policy.actor}{policy.reason && <>: <q>{policy.reason}</q></>}</td>
        </tr>
      ))}
    </tbody>
  </table>
);

const Activations = ({ policies }: { policies: readonly StoredPolicy[] }): ReactNode => {
  const nameOf = (digest: string) => policyName(policies, digest);
  return (
    <Loaded what="The activations" query={useActivations()} rows={3}>
      {(activations) => activations.length === 0 ? <p className="empty">None yet.</p> : (
        <ol className="log">
          {activations.map(({ number, digest, at, actor, reason, backTo, keeps, kept = 0, keptUntil }) => (
            <li key={number}>
              <span>{backTo === undefined ? "Activated" : "Rolled back to"} <b>{nameOf(digest)}</b> <code className="muted">{short(digest)}</code></span>
              {keeps && <span className="small">{keeps === "losers" ? `For those who lose nothing: ${many(kept, "tenant")} kept on the policy before` : `For new tenants only: ${many(kept, "tenant")} kept on the policy before`}{keptUntil !== undefined && <>, until <Time at={keptUntil} day /></>}.</span>}
              {reason && <q className="small">{reason}</q>}
              <span className="muted small">{actor}, <Time at={at} /></span>
            </li>
          ))}
        </ol>
      )}
    </Loaded>
  );
};
