import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import type { Progress } from "../api/events.ts";
import { type Activation, activate } from "../api/impact.ts";
import type { PolicyPreview, StoredPolicy } from "../api/types.ts";
import { useDraft } from "../draft.ts";
import { type End, EndField, lacksDay } from "../parts/EndField.tsx";
import { Choices, TextArea } from "../parts/Field.tsx";
import { FormDialog } from "../parts/FormDialog.tsx";
import { reread } from "../queryClient.ts";
import { count, many } from "../words/number.ts";
import { Working } from "./Impact.tsx";

type Whom = "all" | "losers" | "existing";

const CHOICES: readonly { id: Whom; label: string; text: string }[] = [
  { id: "all", label: "All tenants", text: "Except for those that are pinned to a policy." },
  { id: "losers", label: "Those who lose nothing", text: "Whoever would lose a feature, room in a cap, or a tier is kept on the policy of today." },
  { id: "existing", label: "New tenants only", text: "Whoever is here now is kept on the policy of today." },
];

interface ActivateProps {
  policy: StoredPolicy;
  /** What it would change, if that was asked for. */
  preview: PolicyPreview | undefined;
  onClose: () => void;
}

/** Activates a policy: for all tenants, or with some that are kept on the one before. */
export const ActivateDialog = ({ policy, preview, onClose }: ActivateProps): ReactNode => {
  const state = useDraft(`activate ${policy.digest}`, () => ({ reason: "", whom: "all" as Whom, end: { choice: "never" } as End }));
  const { reason, whom, end } = state.draft.values;
  const [progress, setProgress] = useState<Progress>();
  const mutation = useMutation({
    mutationFn: () => {
      const kept = whom !== "all" && { keep: whom, ...(end.until !== undefined && { keepUntil: end.until }) };
      const json: Activation = { reason: reason.trim(), ...kept };
      setProgress(undefined);
      return activate(policy.digest, json, state.keyFor(json), setProgress);
    },
    onSuccess: () => close(),
    onSettled: () => void reread(),
  });
  const close = () => {
    state.forget();
    onClose();
  };
  const outcome = (
    <section className="will" aria-label="What will happen">
      <h3>What will happen</h3>
      <p className="soft">{preview ? `${consequence(preview, whom)} You can roll back.` : "It was not compared with the active policy: close this, and compare first, to know for whom anything changes."}</p>
      {mutation.isPending && progress && <Working progress={progress} />}
    </section>
  );
  const missing = reason.trim() === "" ? "Write the reason: the activations show it." : whom !== "all" && lacksDay(end) ? "Choose the last day." : undefined;
  return (
    <FormDialog title={`Activate ${policy.name} ${policy.version}`} text="It decides from the next check on." act="Activate" missing={missing} mutation={mutation} onClose={close} outcome={outcome}>
      <Choices legend="It decides about" value={whom} onChange={(whom) => state.set({ whom })} choices={CHOICES} big />
      {whom !== "all" && <EndField legend="The others are released" value={end} onChange={(end) => state.set({ end })} days={[30, 90]} never="By hand" />}
      <TextArea label="Reason" value={reason} rows={2} maxLength={4000} required onChange={(reason) => state.set({ reason })} />
    </FormDialog>
  );
};

/** Returns the consequence of an activation in numbers. */
export const consequence = ({ impact }: PolicyPreview, whom: Whom): string => {
  const { differing, losing, tenants, pinned, unanswered } = impact;
  const open = tenants - pinned;
  if (whom === "existing") return `Nothing changes for any of the ${many(tenants, "tenant")}: ${count(open)} are kept, and only new ones get this policy.`;
  if (whom === "losers") return `${many(losing, "tenant")} ${losing === 1 ? "is" : "are"} kept on the policy of today; ${count(open - losing)} ${open - losing === 1 ? "gets" : "get"} this one, and ${open - losing === 1 ? "loses" : "lose"} nothing.`;
  if (unanswered > 0) return `It gives no answer for ${many(unanswered, "tenant")}, which may then do nothing${differing > 0 ? `; ${count(differing)} ${differing === 1 ? "changes" : "change"}` : ""}.`;
  if (differing === 0) return `Nothing changes for any of the ${many(tenants, "tenant")}.`;
  return `${many(differing, "tenant")} ${differing === 1 ? "changes" : "change"}${losing > 0 ? `, and ${count(losing)} ${losing === 1 ? "loses" : "lose"} something` : ", and none loses anything"}.`;
};
