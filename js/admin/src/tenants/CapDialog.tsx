import type { ReactNode } from "react";
import { useDraft } from "../draft.ts";
import { type End, EndField, lacksDay } from "../parts/EndField.tsx";
import { Choices, SelectField, TextField } from "../parts/Field.tsx";
import { TenantName } from "../parts/TenantName.tsx";
import { wholeNumber } from "../words/labels.ts";
import { ChangeDialog } from "./ChangeDialog.tsx";
import type { DialogProps } from "./dialogs.tsx";

interface Values {
  cap: string;
  kind: "number" | "unlimited";
  limit: string;
  end: End;
  reason: string;
}

/** Sets a cap for one tenant, instead of what is paid for or its tier has. */
export const CapDialog = ({ name, tenant, overview, catalog, subject, ...rest }: DialogProps): ReactNode => {
  const only = catalog.caps.length === 1 ? catalog.caps[0]?.id : undefined;
  const initial = () => ({ cap: subject ?? only ?? "", kind: "number" as const, limit: "", end: { choice: "never" }, reason: "" });
  const state = useDraft<Values>(name, initial, overview.revision);
  const { cap, kind, limit, end } = state.draft.values;
  const number = wholeNumber(limit);
  const lacks = kind === "number" && number === undefined ? "Write the limit, as a whole number." : undefined;
  const missing = cap === "" ? "Choose a cap." : lacks ?? (lacksDay(end) ? "Choose the last day." : undefined);
  return (
    <ChangeDialog {...rest} tenant={tenant} revision={overview.revision} title={<>Set a cap of <TenantName of={overview} /></>} act="Set cap"
      text="It counts instead of what is paid for, and of what the tier has." state={state} missing={missing}
      change={missing ? undefined : { kind: "set-cap", cap, limit: kind === "unlimited" ? "unlimited" : { "at-most": number ?? 0 }, expiresAt: end.until }}
      end={<EndField value={end} onChange={(end) => state.set({ end })} days={[7, 30]} never />}>
      <SelectField label="Cap" value={cap} onChange={(cap) => state.set({ cap })} options={catalog.caps} none="Choose a cap" />
      <Choices legend="Limit" value={kind} onChange={(kind) => state.set({ kind })} choices={[{ id: "number", label: "A number" }, { id: "unlimited", label: "Unlimited" }]} />
      {kind === "number" && <TextField label="At most" inputMode="numeric" value={limit} onChange={(limit) => state.set({ limit })} />}
    </ChangeDialog>
  );
};
