import type { ReactNode } from "react";
import { PlanComparison } from "tiergate/react";
import "tiergate/react/style.css";
import { TierTestProvider } from "tiergate/react/testing";
import { useAddressParams } from "../addresses.ts";
import { useCatalog, usePolicies } from "../api/queries.ts";
import type { Info, StoredPolicy } from "../api/types.ts";
import { Badge } from "../parts/Badge.tsx";
import { Banner } from "../parts/Banner.tsx";
import { Button } from "../parts/Button.tsx";
import { Card } from "../parts/Card.tsx";
import { Loaded } from "../parts/Loaded.tsx";
import { Page } from "../parts/Page.tsx";
import { Time } from "../parts/Time.tsx";
import { count, short } from "../words/number.ts";
import { ActivateDialog } from "./ActivateDialog.tsx";
import { Impact } from "./Impact.tsx";
import { ImpactTenants } from "./ImpactTenants.tsx";
import { useImpact } from "./useImpact.ts";

/** A published policy: what its tiers have, what activating it would change, and the button that does it. */
export const PolicyPage = ({ digest }: { digest: string }): ReactNode => (
  <Loaded what="The policy" query={usePolicies()} page={short(digest)}>
    {(policies) => {
      const policy = policies.find((policy) => policy.digest.startsWith(digest));
      return policy ? <Published policy={policy} /> : <Page name={short(digest)}><Banner><p>No policy with the digest <code>{digest}</code> is published.</p></Banner></Page>;
    }}
  </Loaded>
);

const Published = ({ policy }: { policy: StoredPolicy }): ReactNode => {
  const catalog = useCatalog(policy.digest);
  const [params, setParams] = useAddressParams();
  const impact = useImpact(policy.digest, params.has("compare") && !policy.active, () => setParams({}, { replace: true }));
  const name = `${policy.name} ${policy.version}`;
  const badges = policy.active && <Badge look="ok" icon="check">active</Badge>;
  const text = <><code>{short(policy.digest)}</code>, {count(policy.size)} bytes, published by {policy.actor}, <Time at={policy.at} />{policy.reason && <>: <q>{policy.reason}</q></>}</>;
  const actions = !policy.active && <Button look="primary" onClick={() => setParams({ do: "activate" })}>Activate…</Button>;
  return (
    <Page name={name} badges={badges} text={text} actions={actions}>
      <Loaded what="The policy’s file" query={catalog}>
        {(catalog) => (
          <>
            {!policy.active && <Impact impact={impact} catalog={catalog} />}
            {!policy.active && impact.data && !impact.isPending && impact.data.impact.differing + impact.data.impact.unanswered > 0 && <ImpactTenants digest={policy.digest} impact={impact.data.impact} catalog={catalog} />}
            <Tiers catalog={catalog} />
          </>
        )}
      </Loaded>
      {params.get("do") === "activate" && <ActivateDialog policy={policy} preview={impact.data} onClose={() => setParams({})} />}
    </Page>
  );
};

/** The tiers of a policy, drawn by the part that a product shows to its customers. */
const Tiers = ({ catalog }: { catalog: Info }): ReactNode => {
  // Nobody has a tier here, so that none is marked as the present one.
  const resolution = { tier: "", standing: "good", misconfigured: false } as const;
  return (
    <Card title="Tiers">
      <div className="body wide">
        <TierTestProvider catalog={catalog} entitlements={{ resolution, features: [], caps: [], addOns: [] }}><PlanComparison showNotOffered /></TierTestProvider>
      </div>
    </Card>
  );
};
