import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { type Change, write } from "../api/changes.ts";
import { asApiError } from "../api/error.ts";
import type { Written } from "../api/types.ts";
import type { DraftState } from "../draft.ts";
import { Button } from "../parts/Button.tsx";
import { TextArea } from "../parts/Field.tsx";
import { FormDialog } from "../parts/FormDialog.tsx";
import { reread } from "../queryClient.ts";
import { Effect } from "./Effect.tsx";

interface ChangeDialogProps<T extends { reason: string }> {
  tenant: string;
  title: ReactNode;
  text?: ReactNode;
  /** What the button says. */
  act: string;
  state: DraftState<T>;
  /** The change, once the form is whole. */
  change: Change | undefined;
  /** What the form lacks, as a sentence. */
  missing?: string | undefined;
  /** Whether there must be a reason. */
  needsReason?: boolean;
  /** Whether the policy can say what will happen. */
  hasEffect?: boolean;
  /** When it ends. */
  end?: ReactNode;
  /** The tenant's present revision. */
  revision: number;
  onClose: () => void;
  onDone: (written: Written) => void;
  children?: ReactNode;
}

/** A form for one change to one tenant: it says beforehand what will happen, and is sent with one key however often it is sent. */
export function ChangeDialog<T extends { reason: string }>(props: ChangeDialogProps<T>): ReactNode {
  const { tenant, state, change, revision, needsReason = false, hasEffect = true, children } = props;
  const { reason } = state.draft.values;
  const mutation = useWrite(props);
  const close = () => {
    state.forget();
    props.onClose();
  };
  const isConflict = mutation.error !== null && asApiError(mutation.error).isConflict;
  const missing = isConflict ? "Go on from the present state first." : props.missing ?? (needsReason && reason.trim() === "" ? "Write the reason: the history shows it." : undefined);
  const rebase = () => {
    state.rebase(revision);
    mutation.reset();
  };
  return (
    <FormDialog title={props.title} text={props.text} act={props.act} missing={missing} mutation={mutation} onClose={close}
      outcome={hasEffect && <Effect tenant={tenant} change={change} revision={revision} />}
      remedy={(error) => error.isConflict && <Button look="low" onClick={rebase}>Go on from the present state</Button>}>
      {children}
      <TextArea label={needsReason ? "Reason" : "Reason (optional)"} value={reason} maxLength={4000} rows={2} required={needsReason}
        onChange={(reason) => state.set({ reason } as Partial<T>)} />
      {props.end}
    </FormDialog>
  );
}

/** Sends the change, with the draft's key and the revision that the form was opened at. */
const useWrite = <T extends { reason: string }>({ tenant, state, change, revision, onDone }: ChangeDialogProps<T>) => {
  return useMutation({
    mutationFn: () => {
      if (!change) throw asApiError(new Error("the form is not whole"));
      const reason = state.draft.values.reason.trim() || undefined;
      const key = state.keyFor({ change, reason });
      return write(tenant, change, { key, reason, revision: state.draft.revision ?? revision });
    },
    // The page is up to date before the form closes, so that the next one is not opened at an old revision.
    onSuccess: async (written) => {
      state.forget();
      await reread();
      onDone(written);
    },
    // A refusal may mean that the page is out of date, too.
    onError: () => void reread(),
  });
};
