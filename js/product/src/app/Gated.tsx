import type { ReactNode } from "react";
import type { FeatureId } from "tiergate";
import { TierGate } from "tiergate/react";
import { Loading } from "./Loading.tsx";
import { Upsell } from "./Upsell.tsx";

interface HeadProps {
  readonly title: string;
  readonly children?: ReactNode;
}

/** The title of a page, also in the browser's tab, and a sentence about it. */
export const Head = ({ title, children }: HeadProps) => (
  <div className="head">
    <title>{`${title} · Help desk`}</title>
    <h1>{title}</h1>
    {children}
  </div>
);

interface GatedProps extends HeadProps {
  readonly feature: FeatureId;
}

/** A page that requires a feature: the page, or what it would take. Its address is gated by the server, too: `server/pages.ts`. */
export const Gated = ({ feature, title, children }: GatedProps) => (
  <TierGate
    feature={feature}
    fallback={<><title>{`${title} · Help desk`}</title><div className="card"><Upsell feature={feature} asPage /></div></>}
    loading={<Loading />}
  >
    {children}
  </TierGate>
);
