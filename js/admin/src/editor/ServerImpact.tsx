import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { MapFile } from "tiergate/author";
import type { PolicyPreview } from "../api/types.ts";
import { Button } from "../parts/Button.tsx";
import { Failure } from "../parts/Failure.tsx";
import { count, many } from "../words/number.ts";
import { impactOf } from "./publish.ts";

/** What the server says that the map would change for the tenants that it stores. */
export const ServerImpact = ({ map }: { map: MapFile }): ReactNode => {
  const { mutate, data, error, isPending } = useMutation({ mutationFn: () => impactOf(map) });
  return (
    <div className="impact">
      <Button aria-busy={isPending} onClick={() => (isPending ? undefined : mutate())}>What would change for the tenants</Button>
      <div role="status">{isPending ? <p className="soft">Asking both policies about every tenant…</p> : data && <Numbers preview={data} />}</div>
      {error && !isPending && <Failure what="What would change" error={error} onRetry={() => mutate()} />}
    </div>
  );
};

const Numbers = ({ preview }: { preview: PolicyPreview }): ReactNode => {
  const { tenants, differing, tiers, losing, pinned, unanswered } = preview.impact;
  return (
    <p>
      <b>{`Of ${many(tenants, "tenant")}, ${count(differing)} would get other answers`}</b>{`, ${count(tiers)} another tier. ${count(losing)} would lose something.`}
      {pinned > 0 && ` ${many(pinned, "tenant")} pinned to a policy of their own, and not asked about.`}
      {unanswered > 0 && ` The policy has no answer for ${many(unanswered, "tenant")}.`}
    </p>
  );
};
