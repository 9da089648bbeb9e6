import type { ReactNode } from "react";
import { useLocation } from "wouter";
import type { Change } from "../api/changes.ts";
import { useDraft } from "../draft.ts";
import { TextField } from "../parts/Field.tsx";
import { TenantName } from "../parts/TenantName.tsx";
import { labelOf } from "../words/labels.ts";
import { ChangeDialog } from "./ChangeDialog.tsx";
import type { DialogProps } from "./dialogs.tsx";

interface Ending {
  title: ReactNode;
  act: string;
  text?: string;
  change: Change;
}

/** Ends something that was given or set: it asks for nothing but a reason. */
export const EndDialog = ({ name, tenant, overview, catalog, subject = "", ...rest }: DialogProps & { of: string }): ReactNode => {
  const state = useDraft(name, () => ({ reason: "" }), overview.revision);
  const label = (kind: "features" | "caps" | "addOns") => labelOf(catalog, kind, subject);
  const named = <TenantName of={overview} />;
  const endings: Record<string, Ending> = {
    revoke: { title: <>Revoke the tier granted to {named}</>, act: "Revoke", change: { kind: "revoke" } },
    "end-trial": { title: <>End the trial of {named}</>, act: "End trial", change: { kind: "end-trial" } },
    "take-add-on": { title: <>End {label("addOns")} for {named}</>, act: "End add-on", text: "What is paid for stays.", change: { kind: "take-add-on", addOn: subject } },
    unswitch: { title: <>No longer switch {label("features")} for {named}</>, act: "Remove switch", text: "Its tier and add-ons decide again.", change: { kind: "unswitch-feature", feature: subject, by: "operator" } },
    "unset-cap": { title: <>Remove the cap {label("caps")} of {named}</>, act: "Remove cap", text: "What is paid for, or the tier, decides again.", change: { kind: "unset-cap", cap: subject } },
    unpin: { title: <>No longer pin {named}</>, act: "Unpin", text: "The active policy decides again.", change: { kind: "pin" } },
  };
  const ending = endings[rest.of];
  if (!ending) return null;
  const { change, ...words } = ending;
  return <ChangeDialog {...rest} {...words} tenant={tenant} revision={overview.revision} state={state} change={change} />;
};

/** Deletes a tenant, once its identifier is typed. */
export const DeleteDialog = ({ name, tenant, overview, catalog: _, ...rest }: DialogProps): ReactNode => {
  const [, go] = useLocation();
  const state = useDraft(name, () => ({ typed: "", reason: "" }), overview.revision);
  const { typed } = state.draft.values;
  const missing = typed === tenant ? undefined : `Type ${tenant} to delete it.`;
  return (
    <ChangeDialog {...rest} onDone={() => go("/tenants")} tenant={tenant} revision={overview.revision} title={<>Delete <TenantName of={overview} /></>} act={`Delete ${tenant}`} needsReason hasEffect={false} state={state} missing={missing}
      text="Its tier, add-ons, switches and caps are removed. Its history stays." change={missing ? undefined : { kind: "delete" }}>
      <TextField label="Identifier of the tenant" hint={`Type ${tenant}.`} value={typed} onChange={(typed) => state.set({ typed })} />
    </ChangeDialog>
  );
};

/** Changes the label by which people know a tenant. */
export const LabelDialog = ({ name, tenant, overview, catalog: _, ...rest }: DialogProps): ReactNode => {
  const present = overview.label ?? "";
  const state = useDraft(name, () => ({ label: present, reason: "" }), overview.revision);
  const label = state.draft.values.label.trim();
  const missing = label === present ? "Write a different label." : undefined;
  return (
    <ChangeDialog {...rest} tenant={tenant} revision={overview.revision} title={<>Change the label of <TenantName of={overview} /></>} act="Change label" hasEffect={false} state={state} missing={missing}
      text="The search finds a tenant by any part of its label." change={missing ? undefined : { kind: "set-label", label: label || undefined }}>
      <TextField label="Label" value={state.draft.values.label} onChange={(label) => state.set({ label })} hint="Leave it empty for no label." />
    </ChangeDialog>
  );
};
