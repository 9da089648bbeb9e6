import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useLocation } from "wouter";
import { tenantPath } from "../addresses.ts";
import { request } from "../api/client.ts";
import type { Written } from "../api/types.ts";
import { useDraft } from "../draft.ts";
import { TextArea, TextField } from "../parts/Field.tsx";
import { FormDialog } from "../parts/FormDialog.tsx";
import { reread } from "../queryClient.ts";

/** Creates a tenant, which starts with what the policy gives to new ones. */
export const NewTenantDialog = ({ onClose }: { onClose: () => void }): ReactNode => {
  const state = useDraft("create", () => ({ tenant: "", label: "", reason: "" }));
  const { tenant, label, reason } = state.draft.values;
  const [, go] = useLocation();
  const mutation = useMutation({
    mutationFn: async () => {
      const json = { tenant: tenant.trim(), ...(label.trim() && { label: label.trim() }), ...(reason.trim() && { reason: reason.trim() }) };
      return (await request("POST", "/v1/tenants", { json, headers: { "idempotency-key": state.keyFor(json) } })) as Written;
    },
    onSuccess: (written) => {
      state.forget();
      void reread();
      go(tenantPath(written.tenant));
    },
  });
  const close = () => {
    state.forget();
    onClose();
  };
  const missing = tenant.trim() === "" ? "Write the identifier." : undefined;
  return (
    <FormDialog title="New tenant" text="It starts with what the policy gives to new tenants. Your product creates tenants at sign-up by itself." act="Create" missing={missing} mutation={mutation} onClose={close}>
      <TextField label="Identifier" hint="As your product has it. It cannot be changed." value={tenant} maxLength={255} onChange={(tenant) => state.set({ tenant })} />
      <TextField label="Label (optional)" hint="The name by which people know it." value={label} maxLength={255} onChange={(label) => state.set({ label })} />
      <TextArea label="Reason (optional)" value={reason} rows={2} maxLength={4000} onChange={(reason) => state.set({ reason })} />
    </FormDialog>
  );
};
