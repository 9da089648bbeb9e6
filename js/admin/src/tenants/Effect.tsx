import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { type Change, preview } from "../api/changes.ts";
import { asApiError, readFailure } from "../api/error.ts";
import type { ChangePreview } from "../api/types.ts";
import { Quoted } from "../parts/Quoted.tsx";
import { useDelayed } from "../parts/useDelayed.ts";
import { limitText, listed } from "../words/number.ts";
import { readable } from "../words/time.ts";

interface EffectProps {
  tenant: string;
  change: Change | undefined;
  revision: number;
}

/** Says what a change will do, before it is made: the policy is asked. */
export const Effect = ({ tenant, change, revision }: EffectProps): ReactNode => {
  const asked = useDelayed(change && JSON.stringify(change), 150);
  const { data, error, isPlaceholderData } = useQuery({
    queryKey: ["preview", tenant, revision, asked],
    enabled: change !== undefined && asked === JSON.stringify(change),
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => preview(tenant, JSON.parse(asked!) as Change, signal),
    retry: false,
  });
  return (
    <section className={isPlaceholderData ? "will changing" : "will"} aria-label="What will happen" aria-live="polite">
      <h3>What will happen</h3>
      {change && error ? <p className="soft"><Quoted>{readFailure(asApiError(error))}</Quoted></p>
      : change && !data ? <p className="muted">Asking the policy…</p>
      : <Lines preview={change && data} />}
    </section>
  );
};

const Lines = ({ preview }: { preview: ChangePreview | undefined }): ReactNode => {
  if (!preview) return <p className="muted">It is shown here once the form is whole.</p>;
  if (!preview.changed) return <p className="soft">Nothing: it is like that already.</p>;
  return <ul className="plain soft">{linesOf(preview).map((line) => <li key={line}>{line}</li>)}</ul>;
};

/** Returns the consequences, as sentences. */
const linesOf = ({ sentences, features, caps, addOns }: ChangePreview): string[] => {
  const names = (entries: readonly { label: string; after: boolean }[], after: boolean) => entries.filter((entry) => entry.after === after).map(({ label }) => label);
  const [gained, lost] = [[...names(features, true), ...names(addOns, true)], [...names(features, false), ...names(addOns, false)]];
  return [
    ...sentences.map(readable),
    ...(gained.length > 0 ? [`Adds ${listed(gained)}.`] : []),
    ...(lost.length > 0 ? [`Takes away ${listed(lost)}.`] : []),
    ...caps.map(({ label, before, after }) => `${label}: ${before ? limitText(before) : "none"} → ${after ? limitText(after) : "none"}.`),
  ];
};
