import type { ReactNode } from "react";
import { usePolicies } from "../api/queries.ts";
import { useDraft } from "../draft.ts";
import { SelectField } from "../parts/Field.tsx";
import { TenantName } from "../parts/TenantName.tsx";
import { short } from "../words/number.ts";
import { ChangeDialog } from "./ChangeDialog.tsx";
import type { DialogProps } from "./dialogs.tsx";

interface Values {
  digest: string;
  reason: string;
}

/** Pins a tenant to a published policy, whichever one is active. */
export const PinDialog = ({ name, tenant, overview, catalog: _, ...rest }: DialogProps): ReactNode => {
  const policies = usePolicies().data ?? [];
  const state = useDraft<Values>(name, () => ({ digest: "", reason: "" }), overview.revision);
  const { digest } = state.draft.values;
  const missing = digest === "" ? (policies.length === 0 ? "No policy is published yet." : "Choose a policy.") : undefined;
  const options = policies.map((policy) => ({ id: policy.digest, label: `${policy.name} ${policy.version}, ${short(policy.digest)}${policy.active ? ", active" : ""}` }));
  return (
    <ChangeDialog {...rest} tenant={tenant} revision={overview.revision} title={<>Pin <TenantName of={overview} /> to a policy</>} act="Pin" state={state} missing={missing}
      text="The policy decides about this tenant, whichever policy is active." change={missing ? undefined : { kind: "pin", digest }}>
      <SelectField label="Policy" value={digest} onChange={(digest) => state.set({ digest })} options={options} none="Choose a policy" />
    </ChangeDialog>
  );
};
