import type { ReactNode } from "react";
import type { CapChange, Info } from "tiergate";
import type { Availability, Preview, PreviewCap, PreviewTier } from "tiergate/author";
import { Badge } from "../parts/Badge.tsx";
import { Icon } from "../parts/Icon.tsx";
import { labelOf } from "../words/labels.ts";
import { limitText, listed } from "../words/number.ts";

interface PreviewPanelProps {
  preview: Preview;
  catalog: Info;
}

/** What each tier has: features and caps by tier. */
export const PreviewPanel = ({ preview: { tiers, features, caps }, catalog }: PreviewPanelProps): ReactNode => (
  <div className="wide whole-words" role="region" aria-label="What each tier has" tabIndex={0}>
    <table>
      <thead>
        <tr><th scope="col">Feature</th>{tiers.map((tier) => <Tier key={tier.id} tier={tier} />)}</tr>
      </thead>
      <tbody>
        {features.map((feature) => (
          <tr key={feature.id}>
            <Name {...feature} />
            {feature.tiers.map((availability, i) => <td key={i}><Cell availability={availability} catalog={catalog} /></td>)}
          </tr>
        ))}
        {features.length === 0 && <tr><td colSpan={tiers.length + 1} className="soft">The map has no features.</td></tr>}
      </tbody>
      {caps.length > 0 && (
        <tbody>
          <tr><th scope="rowgroup" colSpan={tiers.length + 1}>Caps</th></tr>
          {caps.map((cap) => (
            <tr key={cap.id}>
              <Name {...cap} text={changesText(cap, catalog)} />
              {cap.limits.map((limit, i) => <td key={i} className="num">{limit ? limitText(limit) : "–"}</td>)}
            </tr>
          ))}
        </tbody>
      )}
    </table>
  </div>
);

const Tier = ({ tier }: { tier: PreviewTier }): ReactNode => (
  <th scope="col">{tier.label}{!tier.offered && <> <Badge>Not offered</Badge></>}</th>
);

const Name = ({ id, label, text }: { id: string; label: string; text?: string | undefined }): ReactNode => (
  <th scope="row" className="name">
    {label} {label !== id && <code className="muted">{id}</code>}
    {text && <span className="muted">{text}</span>}
  </th>
);

const Cell = ({ availability, catalog }: { availability: Availability; catalog: Info }): ReactNode => {
  if (availability === "always") return <span className="state yes"><Icon name="check" />Everyone</span>;
  if (availability === "included") return <span className="state yes"><Icon name="check" />Yes</span>;
  if (availability === "not-included") return <span className="muted"><span aria-hidden="true">–</span><span className="sr">No</span></span>;
  return <span className="soft">With {availability["add-ons"].map((id) => labelOf(catalog, "addOns", id)).join(" or ")}</span>;
};

/** Returns how long a cap counts, and what changes it. */
const changesText = ({ period, addOns }: PreviewCap, catalog: Info): string | undefined => {
  const changes = addOns.map(([id, change]) => `${labelOf(catalog, "addOns", id)} ${changeText(change)}`);
  const parts = [period && `per ${period === "billing" ? "billing period" : period}`, changes.length > 0 && listed(changes)];
  return parts.filter(Boolean).join("; ") || undefined;
};

const changeText = (change: CapChange): string =>
  "add" in change ? `adds ${change.add.toLocaleString("en")}` : `sets ${limitText(change.set)}`;
