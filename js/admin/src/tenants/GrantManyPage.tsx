import { useMutation } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useId, useState } from "react";
import { Link } from "wouter";
import { request } from "../api/client.ts";
import { asApiError, writeFailure } from "../api/error.ts";
import { useCatalog, useSummary } from "../api/queries.ts";
import type { Written } from "../api/types.ts";
import { useDraft } from "../draft.ts";
import { Banner } from "../parts/Banner.tsx";
import { Button } from "../parts/Button.tsx";
import { Card } from "../parts/Card.tsx";
import { type End, EndField, lacksDay } from "../parts/EndField.tsx";
import { SelectField, TextArea } from "../parts/Field.tsx";
import { Page } from "../parts/Page.tsx";
import { Quoted } from "../parts/Quoted.tsx";
import { many, sentence } from "../words/number.ts";
import { labelOf } from "../words/labels.ts";
import { reread } from "../queryClient.ts";
import { MOST, type Outcome, tenantsOf } from "./pasted.ts";

interface Values {
  list: string;
  tier: string;
  end: End;
  reason: string;
}

/** Grants a tier to every tenant of a pasted list. */
export const GrantManyPage = (): ReactNode => {
  const catalog = useCatalog(useSummary().data?.policy.digest).data;
  const state = useDraft<Values>("grant-many", () => ({ list: "", tier: "", end: { choice: "never" }, reason: "" }));
  const [outcomes, setOutcomes] = useState<Outcome[]>();
  const { list, tier, end, reason } = state.draft.values;
  const tenants = tenantsOf(list);
  const { mutate, error, isPending } = useMutation({
    mutationFn: async () => {
      const json = { tenants, tier, reason: reason.trim(), ...(end.until !== undefined && { until: end.until }) };
      return (await request("POST", "/v1/grants", { json, headers: { "idempotency-key": state.keyFor(json) } })) as Outcome[];
    },
    onSuccess: (answer) => {
      setOutcomes(answer);
      state.forget();
      void reread();
    },
  });
  const missing = missingOf(state.draft.values, tenants.length);
  const id = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!missing && !isPending) mutate();
  };
  const tierLabel = tier && labelOf(catalog, "tiers", tier);
  return (
    <Page name="Grant to many" text="Each tenant has an event of its own in its history. A grant covers what billing says." actions={<Link className="btn" href="/tenants">Back to tenants</Link>}>
      {outcomes ? <Outcomes outcomes={outcomes} tier={tierLabel} onAgain={() => location.reload()} /> : (
        <Card title="Grant">
          <form className="body" onSubmit={submit} noValidate>
            <TextArea label="Tenants" hint={`One identifier a line, at most ${MOST}. ${many(tenants.length, "tenant")} so far.`} value={list} rows={8} spellCheck={false} onChange={(list) => state.set({ list })} />
            <SelectField label="Tier" value={tier} onChange={(tier) => state.set({ tier })} options={catalog?.tiers ?? []} none="Choose a tier" />
            <EndField value={end} onChange={(end) => state.set({ end })} days={[7, 30]} never />
            <TextArea label="Reason" value={reason} rows={2} maxLength={4000} required onChange={(reason) => state.set({ reason })} />
            {error && <Banner look="bad" role="alert"><p><Quoted>{writeFailure(asApiError(error))}</Quoted></p></Banner>}
            <div className="line">
              <Button type="submit" look="primary" missing={missing} aria-describedby={id} aria-busy={isPending}>Grant {tierLabel || "a tier"} to {many(tenants.length, "tenant")}</Button>
              <p className="muted small" id={id} role="status">{missing}</p>
            </div>
          </form>
        </Card>
      )}
    </Page>
  );
};

const missingOf = ({ tier, end, reason }: Values, tenants: number): string | undefined => {
  if (tenants === 0) return "Paste the tenants.";
  if (tenants > MOST) return `Paste at most ${MOST} tenants at once.`;
  if (tier === "") return "Choose a tier.";
  if (lacksDay(end)) return "Choose the last day.";
  return reason.trim() === "" ? "Write the reason: the history shows it." : undefined;
};

const isWritten = (outcome: Outcome): outcome is Written => !("problem" in outcome);

const Outcomes = ({ outcomes, tier, onAgain }: { outcomes: Outcome[]; tier: string; onAgain: () => void }): ReactNode => {
  const written = outcomes.filter(isWritten);
  const refused = outcomes.filter((outcome) => !isWritten(outcome));
  const already = written.filter(({ changed }) => !changed).length;
  return (
    <>
      <Banner look={refused.length > 0 ? "warn" : "ok"}>
        <p><b>{many(written.length - already, "tenant")} granted {tier}.</b>{already > 0 && ` ${many(already, "tenant")} had the same grant already.`}{refused.length > 0 && ` ${many(refused.length, "tenant")} refused: see below.`}</p>
      </Banner>
      {refused.length > 0 && (
        <Card title="Refused">
          <table>
            <thead><tr><th scope="col">Tenant</th><th scope="col">Why</th></tr></thead>
            <tbody>{refused.map((outcome) => "problem" in outcome && <tr key={outcome.tenant}><td><code>{outcome.tenant}</code></td><td><Quoted>{sentence(outcome.problem.detail)}</Quoted></td></tr>)}</tbody>
          </table>
        </Card>
      )}
      <div className="line"><Button onClick={onAgain}>Grant to others</Button></div>
    </>
  );
};
