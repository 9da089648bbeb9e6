import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { Info } from "tiergate";
import type { Change, MapFile, Subject } from "tiergate/author";
import { Failure } from "../parts/Failure.tsx";
import { Loading } from "../parts/Loading.tsx";
import { labelOf } from "../words/labels.ts";
import type { KitClient } from "./kitClient.ts";
import { ServerImpact } from "./ServerImpact.tsx";

interface CompareProps {
  kit: KitClient;
  map: MapFile;
  /** What the map has. */
  catalog: Info;
  /** The active policy's catalog. */
  active: Info;
}

/** What the map says otherwise than the active policy, and what that means for the tenants. */
export const ComparePanel = ({ kit, map, catalog, active }: CompareProps): ReactNode => {
  const { data: changes, error } = useQuery({
    queryKey: ["editor", "compare", active, map],
    queryFn: () => kit.ask("compare", active, map),
    placeholderData: (before) => before,
    gcTime: 0,
    retry: false,
  });
  return (
    <>
      <p className="soft">Compared with the active policy, {active.name} {active.version}. Names, tiers, features, caps and add-ons are compared; for percentages, billing and missing plans ask about the tenants.</p>
      {changes ? <Changes changes={changes} old={active} next={catalog} /> : error ? <Failure what="The comparison" error={error} /> : <Loading what="the comparison" rows={3} />}
      <ServerImpact key={map.text} map={map} />
    </>
  );
};

const Changes = ({ changes, old, next }: { changes: Change[]; old: Info; next: Info }): ReactNode => {
  if (changes.length === 0) return <p><b>The catalogs are the same.</b></p>;
  const subjects = [...new Map(changes.map(({ subject }) => [JSON.stringify(subject), subject]))];
  return (
    <ul className="changes">
      {subjects.map(([key, subject]) => (
        <li key={key}>
          <b>{subjectText(subject, old, next)}</b>
          <ul>
            {changes.filter((it) => JSON.stringify(it.subject) === key).map((change, i) => <li key={i} className="soft">{changeText(change, old, next)}</li>)}
          </ul>
        </li>
      ))}
    </ul>
  );
};

/** Returns the label of something, of the new catalog if that has it. */
const named = (kind: "tiers" | "features" | "caps" | "addOns", id: string, old: Info, next: Info): string =>
  labelOf(next[kind].some((it) => it.id === id) ? next : old, kind, id);

const subjectText = (subject: Subject, old: Info, next: Info): string => {
  if (subject === "policy") return "Policy";
  if ("tier" in subject) return `Tier ${named("tiers", subject.tier, old, next)}`;
  if ("feature" in subject) return `Feature ${named("features", subject.feature, old, next)}`;
  if ("cap" in subject) return `Cap ${named("caps", subject.cap, old, next)}`;
  if ("add-on" in subject) return `Add-on ${named("addOns", subject["add-on"], old, next)}`;
  return `Edition ${subject.edition}`;
};

const changeText = ({ part, old: before, new: after }: Change, old: Info, next: Info): string => {
  if (part === "whole") return after === null ? "Removed" : "Added";
  const [from, to] = [before ?? "nothing", after ?? "nothing"];
  if ("feature" in part) return `${after === null ? "Loses" : "Gains"} ${named("features", part.feature, old, next)}`;
  if ("cap" in part) return `${named("caps", part.cap, old, next)}: ${from} → ${to}`;
  return `${part.key}: ${from} → ${to}`;
};
