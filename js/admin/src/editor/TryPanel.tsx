import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import type { Entitlements, Info, Tenant } from "tiergate";
import type { MapFile } from "tiergate/author";
import { Banner } from "../parts/Banner.tsx";
import { Choices, TextArea } from "../parts/Field.tsx";
import { Quoted } from "../parts/Quoted.tsx";
import { sentence } from "../words/number.ts";
import { type FactsForm, factsOf, initialForm, readFacts } from "./facts.ts";
import { FactsFields } from "./FactsFields.tsx";
import { Decisions } from "./Decisions.tsx";
import type { KitClient } from "./kitClient.ts";
import { TryCap } from "./TryCap.tsx";
import type { Active } from "./useActive.ts";

interface TryProps {
  kit: KitClient;
  map: MapFile;
  catalog: Info;
  active: Active | null | undefined;
}

/** What a tenant that one makes up may do by the map, next to what it may do by the active policy. */
export const TryPanel = ({ kit, map, catalog, active }: TryProps): ReactNode => {
  const [form, setForm] = useState<FactsForm>(() => initialForm(catalog));
  /** The facts as JSON, if they are written so. */
  const [text, setText] = useState<string>();
  const tenant = text ?? JSON.stringify(factsOf(form, catalog), null, 2);
  const now = useState(() => Math.floor(Date.now() / 1000))[0];
  const { data, error } = useQuery({
    queryKey: ["editor", "try", map, tenant],
    queryFn: () => decide(kit, map, active, readFacts(tenant), now),
    placeholderData: (before) => before,
    gcTime: 0,
    retry: false,
  });
  return (
    <>
      <Choices
        legend="The tenant’s facts"
        value={text === undefined ? "form" : "json"}
        onChange={(as) => setText(as === "json" ? tenant : undefined)}
        choices={[{ id: "form", label: "Form" }, { id: "json", label: "JSON" }]}
      />
      {text === undefined
        ? <FactsFields form={form} catalog={catalog} onChange={setForm} />
        : <TextArea label="Facts" hint="As the server’s answers have them." rows={8} spellCheck={false} value={text} onChange={setText} />}
      {error ? <Banner look="bad" role="alert"><p><Quoted>{sentence(error.message)}</Quoted></p></Banner>
      : data && <Decisions decided={data.next} catalog={catalog} tenant={data.tenant} active={data.now && active ? { decided: data.now, catalog: active.catalog } : undefined} />}
      {data && !error && catalog.caps.length > 0 && <TryCap kit={kit} map={map} catalog={catalog} tenant={data.tenant} now={now} />}
    </>
  );
};

interface Decided {
  tenant: Tenant;
  next: Entitlements;
  now?: Entitlements;
}

const decide = async (kit: KitClient, map: MapFile, active: Active | null | undefined, tenant: Tenant, now: number): Promise<Decided> => {
  const request = { call: "entitle", tenant, now } as const;
  const next = (await kit.ask("decide", map, request)) as Entitlements;
  return { tenant, next, ...(active && { now: active.policy.ask(request) }) };
};
