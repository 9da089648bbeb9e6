import type { ReactNode } from "react";
import { useDraft } from "../draft.ts";
import { type End, EndField, lacksDay } from "../parts/EndField.tsx";
import { SelectField } from "../parts/Field.tsx";
import { TenantName } from "../parts/TenantName.tsx";
import { ChangeDialog } from "./ChangeDialog.tsx";
import type { DialogProps } from "./dialogs.tsx";

interface Values {
  tier: string;
  end: End;
  reason: string;
}

/** Begins a trial, or changes its tier or its end. */
export const TrialDialog = ({ name, tenant, overview, catalog, ...rest }: DialogProps): ReactNode => {
  const present = overview.sources.find(({ source, state }) => source === "trial" && state !== "ended");
  const initial = () => ({ tier: present?.plan ?? catalog.trial?.tier ?? "", end: { choice: "" }, reason: "" });
  const state = useDraft<Values>(name, initial, overview.revision);
  const { tier, end } = state.draft.values;
  const missing = tier === "" ? "Choose a tier." : end.choice === "" ? "Choose when it ends." : lacksDay(end) ? "Choose the last day." : undefined;
  return (
    <ChangeDialog {...rest} tenant={tenant} revision={overview.revision} title={<>{present ? "Change the trial of" : "Begin a trial for"} <TenantName of={overview} /></>}
      text="A trial counts while it gives more than what is paid for." act={present ? "Change trial" : "Begin trial"} state={state} missing={missing}
      change={missing || end.until === undefined ? undefined : { kind: "trial", tier, expiresAt: end.until }}
      end={<EndField value={end} onChange={(end) => state.set({ end })} days={[7, 14, 30]} />}>
      <SelectField label="Tier" value={tier} onChange={(tier) => state.set({ tier })} options={catalog.tiers} none="Choose a tier" />
    </ChangeDialog>
  );
};
