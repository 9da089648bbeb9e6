import type { ReactNode } from "react";
import { useDraft } from "../draft.ts";
import { type End, EndField, lacksDay } from "../parts/EndField.tsx";
import { Choices } from "../parts/Field.tsx";
import { TenantName } from "../parts/TenantName.tsx";
import { differenceOf, labelOf } from "../words/labels.ts";
import { listed } from "../words/number.ts";
import { ChangeDialog } from "./ChangeDialog.tsx";
import type { DialogProps } from "./dialogs.tsx";

interface Values {
  tier: string;
  end: End;
  reason: string;
}

/** Grants a tier: which one, until when and why. */
export const GrantDialog = ({ name, tenant, overview, catalog, ...rest }: DialogProps): ReactNode => {
  const state = useDraft<Values>(name, () => ({ tier: "", end: { choice: "never" }, reason: "" }), overview.revision);
  const { tier, end } = state.draft.values;
  const present = overview.tier.id;
  const missing = tier === "" ? "Choose a tier." : lacksDay(end) ? "Choose the last day." : undefined;
  const choices = catalog.tiers.map(({ id, label, offered }) => ({
    id,
    label: `${label}${id === present ? " (present)" : ""}${offered ? "" : ", not offered"}`,
    text: differenceText(differenceOf(catalog, present, id)),
  }));
  return (
    <ChangeDialog {...rest} tenant={tenant} revision={overview.revision} title={<>Change the tier of <TenantName of={overview} /></>} needsReason
      text="A grant covers what billing says. When it ends, that holds again." act={tier ? `Grant ${labelOf(catalog, "tiers", tier)}` : "Grant"}
      state={state} missing={missing} change={missing ? undefined : { kind: "grant", tier, expiresAt: end.until }}
      end={<EndField value={end} onChange={(end) => state.set({ end })} days={[7, 30]} never />}>
      <Choices legend="Tier" big value={tier} onChange={(tier) => state.set({ tier })} choices={choices} />
    </ChangeDialog>
  );
};

const differenceText = ({ adds, takes }: { adds: string[]; takes: string[] }): string | undefined => {
  const words = [adds.length > 0 && `Adds ${listed(adds)}.`, takes.length > 0 && `Takes away ${listed(takes)}.`].filter(Boolean);
  return words.length > 0 ? words.join(" ") : undefined;
};
