import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useId } from "react";
import { request } from "../api/client.ts";
import { useFound, useTenant } from "../api/queries.ts";
import { useDraft } from "../draft.ts";
import { TextArea, TextField } from "../parts/Field.tsx";
import { FormDialog } from "../parts/FormDialog.tsx";
import { useDelayed } from "../parts/useDelayed.ts";
import { reread } from "../queryClient.ts";

/** Attaches a subscription to a tenant, which its history then shows. */
export const AttachDialog = ({ subscription, onClose }: { subscription: string; onClose: () => void }): ReactNode => {
  const state = useDraft(`attach ${subscription}`, () => ({ tenant: "", reason: "" }));
  const { tenant, reason } = state.draft.values;
  const wanted = useDelayed(tenant.trim(), 150);
  const found = useFound(wanted).data?.tenants ?? [];
  const known = useTenant(wanted);
  const list = useId();
  const mutation = useAttach(subscription, state, onClose);
  const missing = tenant.trim() === "" ? "Write the tenant." : wanted === tenant.trim() && known.error ? `There is no tenant ${wanted}.` : undefined;
  const close = () => {
    state.forget();
    onClose();
  };
  const outcome = (
    <section className="will" aria-label="What will happen" aria-live="polite">
      <h3>What will happen</h3>
      <p className="soft">{known.data && !missing ? `${known.data.label ?? known.data.tenant} is on ${known.data.tier.label} now. What the subscription buys is added to what billing says of it.` : "It is shown here once the tenant is found."}</p>
    </section>
  );
  return (
    <FormDialog title={`Attach ${subscription}`} text="It then counts for this tenant, whatever its own data says." act="Attach" missing={missing} mutation={mutation} onClose={close} outcome={outcome}>
      <TextField label="Tenant" hint="Its identifier; type any part of it or of the label to find it." value={tenant} list={list} onChange={(tenant) => state.set({ tenant })} />
      <datalist id={list}>{found.map(({ tenant, label }) => <option key={tenant} value={tenant}>{label ?? tenant}</option>)}</datalist>
      <TextArea label="Reason (optional)" value={reason} rows={2} maxLength={4000} onChange={(reason) => state.set({ reason })} />
    </FormDialog>
  );
};

const useAttach = (subscription: string, state: ReturnType<typeof useDraft<{ tenant: string; reason: string }>>, onClose: () => void) => {
  return useMutation({
    mutationFn: () => {
      const { tenant, reason } = state.draft.values;
      const json = reason.trim() ? { reason: reason.trim() } : {};
      const path = `/v1/tenants/${encodeURIComponent(tenant.trim())}/billing/${encodeURIComponent(subscription)}`;
      return request("PUT", path, { json, headers: { "idempotency-key": state.keyFor({ path, json }) } });
    },
    onSuccess: () => {
      state.forget();
      onClose();
    },
    onSettled: () => void reread(),
  });
};
