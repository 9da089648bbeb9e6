import type { ReactNode } from "react";
import type { Info, Overview } from "../api/types.ts";
import { State } from "../parts/Badge.tsx";
import { Button } from "../parts/Button.tsx";
import { Card } from "../parts/Card.tsx";
import { becauseText, stateText } from "../words/reason.ts";
import { useOpenDialog } from "./dialogs.tsx";

/** Every feature: whether the tenant has it, and why. */
export const Features = ({ overview, catalog }: { overview: Overview; catalog: Info }): ReactNode => {
  const open = useOpenDialog();
  return (
    <Card title="Features" aside={<Button look="quiet low" onClick={() => open("switch")}>Switch one…</Button>}>
      <table>
        <thead><tr><th scope="col">Feature</th><th scope="col">State</th><th scope="col" className="hide-s">Because</th></tr></thead>
        <tbody>
          {overview.features.map((feature) => (
            <tr key={feature.id}>
              <td>{feature.label} <code className="muted hide-s">{feature.id}</code></td>
              <td><State is={feature.decision.allowed}>{stateText(feature.decision, catalog)}</State></td>
              <td className="soft hide-s" title={feature.because.join("\n")}>{becauseText(feature, overview, catalog)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
};
