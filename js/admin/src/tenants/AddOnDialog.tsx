import type { ReactNode } from "react";
import { useDraft } from "../draft.ts";
import { type End, EndField, lacksDay } from "../parts/EndField.tsx";
import { SelectField, TextField } from "../parts/Field.tsx";
import { TenantName } from "../parts/TenantName.tsx";
import { labelOf, wholeNumber } from "../words/labels.ts";
import { ChangeDialog } from "./ChangeDialog.tsx";
import type { DialogProps } from "./dialogs.tsx";

interface Values {
  addOn: string;
  quantity: string;
  end: End;
  reason: string;
}

/** Gives an add-on, and how many of it. */
export const AddOnDialog = ({ name, tenant, overview, catalog, subject, ...rest }: DialogProps): ReactNode => {
  const held = overview.addOns.find(({ id }) => id === subject)?.held.find(({ giver, ended }) => giver === "manual" && !ended);
  const initial = () => ({ addOn: subject ?? "", quantity: String(held?.quantity ?? 1), end: { choice: "never" }, reason: "" });
  const state = useDraft<Values>(name, initial, overview.revision);
  const { addOn, quantity, end } = state.draft.values;
  const number = wholeNumber(quantity);
  const missing = addOn === "" ? "Choose an add-on." : !number ? "Write how many, from 1." : lacksDay(end) ? "Choose the last day." : undefined;
  return (
    <ChangeDialog {...rest} tenant={tenant} revision={overview.revision} title={<>Give an add-on to <TenantName of={overview} /></>} act={addOn ? `Give ${labelOf(catalog, "addOns", addOn)}` : "Give add-on"}
      text="It replaces what an operator gave of it before, and adds to what is paid for." state={state} missing={missing}
      change={missing || !number ? undefined : { kind: "give-add-on", addOn, quantity: number, expiresAt: end.until }}
      end={<EndField value={end} onChange={(end) => state.set({ end })} days={[7, 30]} never />}>
      <SelectField label="Add-on" value={addOn} onChange={(addOn) => state.set({ addOn })} options={catalog.addOns} none="Choose an add-on" />
      <TextField label="How many" inputMode="numeric" value={quantity} onChange={(quantity) => state.set({ quantity })} />
    </ChangeDialog>
  );
};
