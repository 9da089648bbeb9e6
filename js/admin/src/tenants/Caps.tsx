import type { ReactNode } from "react";
import type { CapEntry, Info, Overview } from "../api/types.ts";
import { Button } from "../parts/Button.tsx";
import { Card } from "../parts/Card.tsx";
import { count, limitText } from "../words/number.ts";
import { useOpenDialog } from "./dialogs.tsx";

/** The limit of every cap. How much is in use is known to the product alone. */
export const Caps = ({ overview, catalog }: { overview: Overview; catalog: Info }): ReactNode => {
  const open = useOpenDialog();
  if (overview.caps.length === 0) return null;
  return (
    <Card title="Caps" aside={<Button look="quiet low" onClick={() => open("set-cap")}>Set one…</Button>}>
      <ul className="caps">
        {overview.caps.map((cap) => (
          <li key={cap.id}>
            <div className="row"><span>{cap.label}</span><span className="num soft">{limitText(cap.state.limit)}{cap.period && ` a ${cap.period}`}</span></div>
            <p className="muted small">{[capText(cap), ...addOnTexts(cap, overview, catalog)].filter(Boolean).join(" ")}</p>
          </li>
        ))}
      </ul>
    </Card>
  );
};

/** Returns from which use on a cap warns and blocks, and who gave it if its tier did not. */
const capText = ({ state: { warnAt, blockedAt, limit }, held }: CapEntry): string => {
  const most = limit === "unlimited" ? undefined : limit["at-most"];
  const givers = held.filter(({ ended }) => !ended).map(({ giver }) => giver);
  const giver = givers.includes("manual") ? "Set by an operator." : givers.includes("billing") && "Paid for.";
  const words = [
    warnAt !== undefined && warnAt !== most && `Warned of from ${count(warnAt)}.`,
    blockedAt !== undefined && blockedAt !== most && `Blocked at ${count(blockedAt)}.`,
    giver,
  ];
  return words.filter(Boolean).join(" ");
};

/** Returns what the add-ons in force do to a cap. */
const addOnTexts = ({ id }: CapEntry, { addOns }: Overview, catalog: Info): string[] =>
  addOns.filter(({ inForce }) => inForce).flatMap((addOn) => {
    const change = catalog.addOns.find((it) => it.id === addOn.id)?.caps.find(([cap]) => cap === id)?.[1];
    const held = addOn.held.filter(({ ended }) => !ended).reduce((sum, { quantity }) => sum + quantity, 0);
    if (!change || held === 0) return [];
    return `${addOn.label}: ${"add" in change ? `+${count(change.add * held)}` : limitText(change.set)}.`;
  });
