import type { ReactNode } from "react";
import { useDraft } from "../draft.ts";
import { SelectField } from "../parts/Field.tsx";
import { TenantName } from "../parts/TenantName.tsx";
import { ChangeDialog } from "./ChangeDialog.tsx";
import type { DialogProps } from "./dialogs.tsx";

interface Values {
  edition: string;
  reason: string;
}

/** Sets the edition that serves a tenant, or leaves it to the deployment. */
export const EditionDialog = ({ name, tenant, overview, catalog, ...rest }: DialogProps): ReactNode => {
  const present = (overview.edition?.own && overview.edition.id) || "";
  const state = useDraft<Values>(name, () => ({ edition: present, reason: "" }), overview.revision);
  const { edition } = state.draft.values;
  const missing = edition === present ? "Choose another edition than the present one." : undefined;
  const options = catalog.editions.map(({ id, tier }) => ({ id, label: tier ? `${id}, not gated` : id }));
  return (
    <ChangeDialog {...rest} tenant={tenant} revision={overview.revision} title={<>Change the edition of <TenantName of={overview} /></>} act="Change edition" state={state} missing={missing}
      change={missing ? undefined : { kind: "set-edition", edition: edition || undefined }}>
      <SelectField label="Edition" value={edition} onChange={(edition) => state.set({ edition })} options={options} none="That of the deployment" />
    </ChangeDialog>
  );
};
