import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useLocation } from "wouter";
import { request } from "../api/client.ts";
import { useActivations } from "../api/queries.ts";
import type { Activation, StoredPolicy } from "../api/types.ts";
import { useDraft } from "../draft.ts";
import { Button } from "../parts/Button.tsx";
import { Failure } from "../parts/Failure.tsx";
import { TextArea } from "../parts/Field.tsx";
import { FormDialog } from "../parts/FormDialog.tsx";
import { reread } from "../queryClient.ts";
import { policyName } from "../words/number.ts";
import { consequence } from "./ActivateDialog.tsx";
import { Working } from "./Impact.tsx";
import { useImpact } from "./useImpact.ts";

interface RollBackProps {
  policies: readonly StoredPolicy[];
  onClose: () => void;
}

/** Goes back to the policy that was active before, and says what that changes if one asks. */
export const RollBackDialog = ({ policies, onClose }: RollBackProps): ReactNode => {
  const state = useDraft("roll-back", () => ({ reason: "" }));
  const { reason } = state.draft.values;
  const digest = targetOf(useActivations().data ?? []);
  const mutation = useRollBack(state, digest);
  const close = () => {
    state.forget();
    onClose();
  };
  return (
    <FormDialog title={`Roll back${digest ? ` to ${policyName(policies, digest)}` : ""}`} text="It decides again, from the next check on." act="Roll back"
      missing={reason.trim() === "" ? "Write the reason: the activations show it." : undefined} mutation={mutation} onClose={close} outcome={digest && <Outcome digest={digest} />}>
      <TextArea label="Reason" value={reason} rows={2} maxLength={4000} required onChange={(reason) => state.set({ reason })} />
    </FormDialog>
  );
};

/** Returns the policy that is gone back to. A rollback counts as the activation that it restored. */
const targetOf = (activations: readonly Activation[]): string | undefined => {
  const [last] = activations;
  return last && activations.find(({ number }) => number < (last.backTo ?? last.number))?.digest;
};

const Outcome = ({ digest }: { digest: string }): ReactNode => {
  const { data, error, isPending, progress, mutate } = useImpact(digest, false, () => {});
  return (
    <section className="will" aria-label="What will happen" aria-live="polite">
      <h3>What will happen</h3>
      {isPending ? <Working progress={progress} />
      : error ? <Failure what="What will happen" error={error} onRetry={() => mutate()} />
      : data ? <p className="soft">{consequence(data, "all")}</p>
      : <div><Button look="low" onClick={() => mutate()}>Compare with the active policy</Button></div>}
    </section>
  );
};

const useRollBack = (state: ReturnType<typeof useDraft<{ reason: string }>>, to: string | undefined) => {
  const [, go] = useLocation();
  return useMutation({
    mutationFn: async () => {
      // To the policy that the title names, whatever someone else activates meanwhile.
      const json = { reason: state.draft.values.reason.trim(), to };
      return (await request("POST", "/v1/policies/rollback", { json, headers: { "idempotency-key": state.keyFor(json) } })) as { digest: string };
    },
    onSuccess: () => {
      state.forget();
      go("/policies");
    },
    onSettled: () => void reread(),
  });
};
