import type { ReactNode } from "react";
import type { CapState, Decision, Entitlements, Info, Tenant } from "tiergate";
import { Badge, State } from "../parts/Badge.tsx";
import { labelOf } from "../words/labels.ts";
import { limitText } from "../words/number.ts";
import { stateText } from "../words/reason.ts";

/** What a policy decided, and its names. */
interface Side {
  decided: Entitlements;
  catalog: Info;
}

interface DecisionsProps extends Side {
  tenant: Tenant;
  active: Side | undefined;
}

/** All decisions on a tenant: by the map and, next to them, by the active policy. */
export const Decisions = ({ decided, catalog, active }: DecisionsProps): ReactNode => {
  const { resolution, features, caps } = decided;
  const tier = (side: Side) => labelOf(side.catalog, "tiers", side.decided.resolution.tier);
  return (
    <>
      <p role="status">
        The tier is <Badge look="tier">{tier({ decided, catalog })}</Badge>
        {resolution.misconfigured && <> <Badge look="warn" icon="warning">Misconfigured</Badge></>}
        {active && active.decided.resolution.tier !== resolution.tier && <>, by the active policy <Badge>{tier(active)}</Badge></>}
      </p>
      <div className="wide" role="region" aria-label="Decisions" tabIndex={0}>
        <table>
          <thead><tr><th scope="col">Feature or cap</th><th scope="col">This map</th>{active && <th scope="col">Active policy</th>}</tr></thead>
          <tbody>
            {features.map((decision) => (
              <Row key={decision.feature} label={labelOf(catalog, "features", decision.feature)} next={<On decision={decision} catalog={catalog} />} active={active && <OnNow feature={decision.feature} active={active} />} differs={isOn(active?.decided, decision.feature) !== (active && decision.allowed)} />
            ))}
            {caps.map((state) => (
              <Row key={state.cap} label={labelOf(catalog, "caps", state.cap)} next={<Limit state={state} />} active={active && <Limit state={capOf(active.decided, state.cap)} />} differs={!!active && textOf(capOf(active.decided, state.cap)) !== textOf(state)} />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
};

interface RowProps {
  label: string;
  next: ReactNode;
  active: ReactNode;
  differs: boolean;
}

const Row = ({ label, next, active, differs }: RowProps): ReactNode => (
  <tr>
    <th scope="row" className="name">{label}</th>
    <td>{next}</td>
    {active && <td>{active}{differs && <> <Badge look="warn">Differs</Badge></>}</td>}
  </tr>
);

const isOn = (decided: Entitlements | undefined, feature: string) => decided?.features.find((it) => it.feature === feature)?.allowed;
const capOf = (decided: Entitlements, cap: string) => decided.caps.find((it) => it.cap === cap);
const textOf = (state: CapState | undefined) => JSON.stringify([state?.limit, state?.warnAt, state?.blockedAt]);

const On = ({ decision, catalog }: { decision: Decision; catalog: Info }): ReactNode => <State is={decision.allowed}>{stateText(decision, catalog)}</State>;

const OnNow = ({ feature, active }: { feature: string; active: Side }): ReactNode => {
  const decision = active.decided.features.find((it) => it.feature === feature);
  return decision ? <On decision={decision} catalog={active.catalog} /> : <span className="muted">It does not have it</span>;
};

const Limit = ({ state }: { state: CapState | undefined }): ReactNode => {
  if (!state) return <span className="muted">It does not have it</span>;
  const { limit, warnAt, blockedAt } = state;
  const most = limit === "unlimited" ? undefined : limit["at-most"];
  const edges = [warnAt !== undefined && warnAt !== most && `warns from ${warnAt}`, blockedAt !== undefined && blockedAt !== most && `stops at ${blockedAt}`].filter(Boolean);
  return <span className="num">{limitText(limit)}{edges.length > 0 && <span className="muted">, {edges.join(", ")}</span>}</span>;
};
