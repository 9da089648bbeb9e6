import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import type { CapDecision, Info, Tenant } from "tiergate";
import type { MapFile } from "tiergate/author";
import { State } from "../parts/Badge.tsx";
import { SelectField, TextField } from "../parts/Field.tsx";
import { labelOf } from "../words/labels.ts";
import { count, listed } from "../words/number.ts";
import type { KitClient } from "./kitClient.ts";

interface TryCapProps {
  kit: KitClient;
  map: MapFile;
  catalog: Info;
  tenant: Tenant;
  now: number;
}

/** Whether a tenant may take more of something. */
export const TryCap = ({ kit, map, catalog, tenant, now }: TryCapProps): ReactNode => {
  const [chosen, setCap] = useState("");
  const [used, setUsed] = useState("0");
  const [amount, setAmount] = useState("1");
  const cap = catalog.caps.find(({ id }) => id === chosen)?.id ?? catalog.caps[0]!.id;
  const request = { call: "checkCap", tenant, cap, used: whole(used), amount: Math.max(1, whole(amount)), now } as const;
  const { data } = useQuery({
    queryKey: ["editor", "cap", map, request],
    queryFn: () => kit.ask("decide", map, request) as Promise<CapDecision | null>,
    placeholderData: (before) => before,
    gcTime: 0,
    retry: false,
  });
  return (
    <div className="try-fields">
      <SelectField label="May it take more of" value={cap} onChange={setCap} options={catalog.caps} />
      <TextField label="In use" type="number" min={0} inputMode="numeric" value={used} onChange={setUsed} />
      <TextField label="Wanted" type="number" min={1} inputMode="numeric" value={amount} onChange={setAmount} />
      <p role="status" className="answer">{data && <State is={data.allowed}>{answerText(data, catalog)}</State>}</p>
    </div>
  );
};

const whole = (text: string): number => Math.min(Math.max(0, Math.floor(Number(text)) || 0), Number.MAX_SAFE_INTEGER);

const answerText = ({ allowed, warn, remaining, minimumTier, addOns }: CapDecision, catalog: Info): string => {
  const left = remaining === undefined ? "without a limit" : `${count(remaining)} left`;
  if (allowed) return `Yes, ${left}${warn ? ", with a warning" : ""}`;
  const help = [minimumTier && labelOf(catalog, "tiers", minimumTier), ...addOns.map((id) => labelOf(catalog, "addOns", id))].filter((it) => it !== undefined);
  return `No, ${left}${help.length > 0 ? `. ${listed(help)} would help` : ""}`;
};
