import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { Link } from "wouter";
import { tenantPath } from "../addresses.ts";
import { request } from "../api/client.ts";
import { newKey } from "../api/keys.ts";
import { useKept } from "../api/queries.ts";
import type { KeptPage, StoredPolicy } from "../api/types.ts";
import { Button } from "../parts/Button.tsx";
import { Card } from "../parts/Card.tsx";
import { TextArea } from "../parts/Field.tsx";
import { FormDialog } from "../parts/FormDialog.tsx";
import { More } from "../parts/More.tsx";
import { Time } from "../parts/Time.tsx";
import { reread } from "../queryClient.ts";
import { many, policyName } from "../words/number.ts";

/** Which tenants to release: those of a policy, or one. */
interface Which {
  policy?: string;
  tenants?: string[];
}

/** The tenants that activations kept on earlier policies. Not shown if there are none. */
export const Kept = ({ policies }: { policies: readonly StoredPolicy[] }): ReactNode => {
  const query = useKept();
  const [which, setWhich] = useState<Which>();
  const pages = query.data?.pages ?? [];
  const groups = pages[0]?.policies ?? [];
  if (groups.length === 0) return null;
  return (
    <Card title="Kept on earlier policies">
      <ul className="log">
        {groups.map((group) => <Group key={group.policy} group={group} name={policyName(policies, group.policy)} onRelease={() => setWhich({ policy: group.policy })} />)}
      </ul>
      <table>
        <thead><tr><th scope="col">Tenant</th><th scope="col">Kept on</th><th scope="col" className="hide-s">Since</th><th scope="col"><span className="sr">Release</span></th></tr></thead>
        <tbody>
          {pages.flatMap((page) => page.tenants).map(({ tenant, label, policy, at, actor, reason }) => (
            <tr key={tenant}>
              <td><Link href={tenantPath(tenant)}>{label ?? tenant}</Link>{label && <> <code className="muted hide-s">{tenant}</code></>}</td>
              <td>{policyName(policies, policy)}</td>
              <td className="soft hide-s"><Time at={at} />, {actor}{reason && <>: <q>{reason}</q></>}</td>
              <td className="right"><Button look="quiet low" aria-label={`Release ${label ?? tenant}…`} onClick={() => setWhich({ tenants: [tenant] })}>Release…</Button></td>
            </tr>
          ))}
        </tbody>
      </table>
      <More query={query} />
      {which && <ReleaseDialog which={which} onClose={() => setWhich(undefined)} />}
    </Card>
  );
};

interface GroupProps {
  group: KeptPage["policies"][number];
  name: string;
  onRelease: () => void;
}

const Group = ({ group: { tenants, until }, name, onRelease }: GroupProps): ReactNode => (
  <li>
    <span><b>{many(tenants, "tenant")}</b> on {name}{until !== undefined && <>, until <Time at={until} day /></>}</span>
    <span><Button look="low" aria-label={`Release all on ${name}…`} onClick={onRelease}>Release all…</Button></span>
  </li>
);

/** Sends the request again until nobody is left: one request goes on for some seconds only. */
const release = async (json: Which & { reason: string }): Promise<void> => {
  const headers = { "idempotency-key": newKey() };
  const { more } = (await request("POST", "/v1/policies/kept/release", { json, headers })) as { more: boolean };
  if (more) await release(json);
};

const ReleaseDialog = ({ which, onClose }: { which: Which; onClose: () => void }): ReactNode => {
  const [reason, setReason] = useState("");
  const mutation = useMutation({ mutationFn: () => release({ ...which, reason: reason.trim() }), onSuccess: onClose, onSettled: () => void reread() });
  return (
    <FormDialog title={which.tenants ? `Release ${which.tenants[0]}` : "Release all of them"} text="The active policy decides from the next check on." act="Release"
      missing={reason.trim() === "" ? "Write the reason: the history shows it." : undefined} mutation={mutation} onClose={onClose}>
      <TextArea label="Reason" value={reason} rows={2} maxLength={4000} required onChange={setReason} />
    </FormDialog>
  );
};
