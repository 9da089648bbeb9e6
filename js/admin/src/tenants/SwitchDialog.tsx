import type { ReactNode } from "react";
import { useDraft } from "../draft.ts";
import { type End, EndField, lacksDay } from "../parts/EndField.tsx";
import { Choices, SelectField } from "../parts/Field.tsx";
import { TenantName } from "../parts/TenantName.tsx";
import { labelOf } from "../words/labels.ts";
import { ChangeDialog } from "./ChangeDialog.tsx";
import type { DialogProps } from "./dialogs.tsx";

interface Values {
  feature: string;
  to: "on" | "off" | "";
  end: End;
  reason: string;
}

/** Switches a feature on or off for one tenant, whatever its tier has. */
export const SwitchDialog = ({ name, tenant, overview, catalog, subject, ...rest }: DialogProps): ReactNode => {
  const state = useDraft<Values>(name, () => ({ feature: subject ?? "", to: "", end: { choice: "never" }, reason: "" }), overview.revision);
  const { feature, to, end } = state.draft.values;
  const missing = feature === "" ? "Choose a feature." : to === "" ? "Choose on or off." : lacksDay(end) ? "Choose the last day." : undefined;
  return (
    <ChangeDialog {...rest} tenant={tenant} revision={overview.revision} title={<>Switch a feature of <TenantName of={overview} /></>} act={to ? `Switch ${labelOf(catalog, "features", feature)} ${to}` : "Switch"}
      text="The switch counts whatever the tier has." state={state} missing={missing}
      change={missing ? undefined : { kind: "switch-feature", feature, enabled: to === "on", by: "operator", expiresAt: end.until }}
      end={<EndField value={end} onChange={(end) => state.set({ end })} days={[7, 30]} never />}>
      <SelectField label="Feature" value={feature} onChange={(feature) => state.set({ feature })} options={catalog.features.filter(({ alwaysOn }) => !alwaysOn)} none="Choose a feature" />
      <Choices legend="Switch it" value={to} onChange={(to) => state.set({ to })} choices={[{ id: "on", label: "On" }, { id: "off", label: "Off" }]} />
    </ChangeDialog>
  );
};
