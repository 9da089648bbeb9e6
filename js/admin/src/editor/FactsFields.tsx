import type { ReactNode } from "react";
import type { Info, Source } from "tiergate";
import { SelectField, TextField } from "../parts/Field.tsx";
import type { FactsForm } from "./facts.ts";

const SOURCES: readonly { id: Source; label: string }[] = [
  { id: "billing", label: "Billing" },
  { id: "manual", label: "An operator" },
  { id: "trial", label: "A trial" },
  { id: "default", label: "Sign-up" },
];

interface FactsFieldsProps {
  form: FactsForm;
  catalog: Info;
  onChange: (form: FactsForm) => void;
}

/** A tenant's facts as fields: the ones that matter most. */
export const FactsFields = ({ form, catalog, onChange }: FactsFieldsProps): ReactNode => {
  const { addOns, editions, tiers } = catalog;
  const set = (values: Partial<FactsForm>) => onChange({ ...form, ...values });
  const plans = [...tiers.map(({ id, label }) => ({ id, label })), { id: "?", label: "One that the map does not have" }];
  return (
    <div className="try-fields">
      <SelectField label="Plan" value={form.plan} onChange={(plan) => set({ plan })} options={plans} none="No plan" />
      <SelectField label="Given by" value={form.source} onChange={(source) => set({ source: source as Source })} options={SOURCES} />
      {editions.length > 0 && (
        <SelectField label="Edition" value={form.edition} onChange={(edition) => set({ edition })} options={editions.map(({ id }) => ({ id, label: id }))} none="None" />
      )}
      {addOns.map(({ id, label }) => (
        <TextField key={id} label={`${label}, how many`} type="number" min={0} inputMode="numeric" value={String(form.addOns[id] ?? 0)} onChange={(text) => set({ addOns: { ...form.addOns, [id]: Math.max(0, Math.floor(Number(text)) || 0) } })} />
      ))}
      <label className="check"><input type="checkbox" checked={form.isPastDue} onChange={({ target }) => set({ isPastDue: target.checked })} /> The payment is past due</label>
    </div>
  );
};
