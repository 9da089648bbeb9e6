import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useEffect } from "react";
import { useLocation } from "wouter";
import { request } from "../api/client.ts";
import { useActivations } from "../api/queries.ts";
import type { Activation, StoredPolicy } from "../api/types.ts";
import { type DraftState, useDraft } from "../draft.ts";
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

interface Values {
  reason: string;
  /** The policy that is gone back to; not known before the activations are loaded. */
  to: string | undefined;
}

/** Goes back to the policy that was active before, and says what that changes if one asks. */
export const RollBackDialog = ({ policies, onClose }: RollBackProps): ReactNode => {
  const state = useDraft<Values>("roll-back", () => ({ reason: "", to: undefined }));
  const { reason, to } = state.draft.values;
  const { set } = state;
  const target = targetOf(useActivations().data ?? []);
  // It is fixed once it is known, so that a retry asks for the same, whatever is active by then.
  useEffect(() => {
    if (to === undefined && target !== undefined) set({ to: target });
  }, [to, target, set]);
  const mutation = useRollBack(state);
  const close = () => {
    state.forget();
    onClose();
  };
  const retarget = (to: string) => {
    set({ to });
    mutation.reset();
  };
  return (
    <FormDialog title={`Roll back${to ? ` to ${policyName(policies, to)}` : ""}`} text="It decides again, from the next check on." act="Roll back"
      missing={to === undefined ? "The activations are being loaded." : reason.trim() === "" ? "Write the reason: the activations show it." : undefined}
      mutation={mutation} onClose={close} outcome={to && <Outcome key={to} digest={to} />}
      remedy={(error) => error.isConflict && target !== undefined && target !== to && <Button look="low" onClick={() => retarget(target)}>Roll back to {policyName(policies, target)}</Button>}>
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

const useRollBack = (state: DraftState<Values>) => {
  const [, go] = useLocation();
  return useMutation({
    mutationFn: async () => {
      const { reason, to } = state.draft.values;
      const json = { reason: reason.trim(), to };
      return (await request("POST", "/v1/policies/rollback", { json, headers: { "idempotency-key": state.keyFor(json) } })) as { digest: string };
    },
    onSuccess: () => {
      state.forget();
      go("/policies");
    },
    onSettled: () => void reread(),
  });
};
