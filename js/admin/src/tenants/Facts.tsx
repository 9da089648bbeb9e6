import type { ReactNode } from "react";
import type { AddOnEntry, Info, ListedSubscription, Overview } from "../api/types.ts";
import { Badge } from "../parts/Badge.tsx";
import { Button } from "../parts/Button.tsx";
import { Card } from "../parts/Card.tsx";
import { Quoted } from "../parts/Quoted.tsx";
import { Until } from "../parts/Time.tsx";
import { limitText, sentence, short } from "../words/number.ts";
import { shortDate } from "../words/time.ts";
import { useOpenDialog } from "./dialogs.tsx";

interface FactsProps {
  overview: Overview;
  catalog: Info;
}

/** What is stored about a tenant, and how to change it. */
export const Facts = (props: FactsProps): ReactNode => (
  <div className="cols">
    <div className="stack"><AddOns {...props} /><Overrides {...props} /><Subscriptions {...props} /></div>
    <div className="stack"><Settings {...props} /></div>
  </div>
);

const AddOns = ({ overview, catalog }: FactsProps): ReactNode => {
  const open = useOpenDialog();
  const held = overview.addOns.filter((addOn) => addOn.held.length > 0);
  const give = catalog.addOns.length > 0 && <Button look="quiet low" onClick={() => open("give-add-on")}>Give one…</Button>;
  return (
    <Card title="Add-ons" aside={give}>
      {held.length === 0 && <p className="empty">{catalog.addOns.length > 0 ? "None. Give one to add to what the tier has." : "The policy has no add-ons."}</p>}
      {held.length > 0 && <dl className="facts">{held.map((addOn) => <HeldAddOn key={addOn.id} addOn={addOn} onEnd={() => open("take-add-on", addOn.id)} />)}</dl>}
    </Card>
  );
};

const HeldAddOn = ({ addOn, onEnd }: { addOn: AddOnEntry; onEnd: () => void }): ReactNode =>
  addOn.held.map(({ giver, quantity, expiresAt, ended }, index) => (
    <Row key={index} name={addOn.label} action={giver === "manual" && !ended && <Button look="quiet low" onClick={onEnd} aria-label={`End ${addOn.label}…`}>End…</Button>}>
      {quantity > 1 && `× ${quantity}, `}{giver === "manual" ? "by an operator" : "paid for"}, {ended ? "ended" : <Until at={expiresAt} />}{" "}
      {!addOn.inForce && !ended && <Badge look="warn">{addOn.known ? "not for this tier" : "not in the policy"}</Badge>}
    </Row>
  ));

interface RowProps {
  name: string;
  action?: ReactNode;
  children: ReactNode;
}

const Row = ({ name, action, children }: RowProps): ReactNode => (
  <><dt>{name}</dt><dd>{children}</dd><dd>{action}</dd></>
);

const Overrides = ({ overview }: FactsProps): ReactNode => {
  const open = useOpenDialog();
  const switches = overview.features.flatMap(({ id, label, switches }) => switches.map((it) => ({ id, label, ...it })));
  const caps = overview.caps.flatMap(({ id, label, held }) => held.map((it) => ({ id, label, ...it })));
  const actions = <span><Button look="quiet low" onClick={() => open("switch")}>Switch one…</Button> {overview.caps.length > 0 && <Button look="quiet low" onClick={() => open("set-cap")}>Set a cap…</Button>}</span>;
  if (switches.length + caps.length === 0) return <Card title="Switches and caps" aside={actions}><p className="empty">None: the tier and the add-ons decide.</p></Card>;
  return (
    <Card title="Switches and caps" aside={actions}>
      <dl className="facts">
        {switches.map(({ id, label, enabled, by, expiresAt, ended }) => (
          <Row key={`${id} ${by}`} name={label} action={by === "operator" && !ended && <Button look="quiet low" onClick={() => open("unswitch", id)} aria-label={`Remove the switch of ${label}…`}>Remove…</Button>}>
            {enabled ? "On" : "Off"}, by {by === "operator" ? "an operator" : "the tenant’s own admin"}, {ended ? "ended" : <Until at={expiresAt} />}
          </Row>
        ))}
        {caps.map(({ id, label, limit, giver, expiresAt, ended }, index) => (
          <Row key={index} name={label} action={giver === "manual" && !ended && <Button look="quiet low" onClick={() => open("unset-cap", id)} aria-label={`Remove the cap ${label}…`}>Remove…</Button>}>
            {limitText(limit)}, {giver === "manual" ? "by an operator" : "paid for"}, {ended ? "ended" : <Until at={expiresAt} />}
          </Row>
        ))}
      </dl>
    </Card>
  );
};

const Settings = ({ overview }: FactsProps): ReactNode => {
  const open = useOpenDialog();
  const change = (dialog: string, label: string, words: string) => <Button look="quiet low" onClick={() => open(dialog)} aria-label={`${label}…`}>{words}…</Button>;
  const trial = overview.sources.find(({ source }) => source === "trial");
  const runs = trial && trial.state !== "ended";
  return (
    <Card title="Settings">
      <dl className="facts narrow">
        <Row name="Label" action={change("label", "Change the label", "Change")}>{overview.label ?? "None"}</Row>
        <Row name="Trial" action={<span className="line">{runs && change("end-trial", "End the trial", "End")}{change("trial", runs ? "Change the trial" : "Begin a trial", runs ? "Change" : "Begin")}</span>}>
          {trial ? <>{trial.tier?.label ?? trial.plan}, {runs ? <Until at={trial.expiresAt} /> : "ended"}</> : "None"}
        </Row>
        <Row name="Edition" action={change("edition", "Change the edition", "Change")}>{overview.edition ? `${overview.edition.id}${overview.edition.own ? "" : ", the deployment’s"}` : "None"}</Row>
        <Row name="Policy" action={overview.policy.pinned ? change("unpin", "Unpin", "Unpin") : change("pin", "Pin to a policy", "Pin")}>
          {overview.policy.name} {overview.policy.version} <code className="muted">{short(overview.policy.digest)}</code>{overview.policy.pinned && ", pinned"}
        </Row>
        {overview.attributes.map(({ name, value }) => <Row key={name} name={name}>{value}</Row>)}
      </dl>
      <div className="body"><Button onClick={() => open("delete")}>Delete tenant…</Button></div>
    </Card>
  );
};

const Subscriptions = ({ overview }: FactsProps): ReactNode => (
  <Card title="Billing’s subscriptions">
    {overview.subscriptions.length === 0 ? <p className="empty">None is known. They come from the billing system, or are attached under Billing.</p> : (
      <table>
        <thead><tr><th scope="col">Subscription</th><th scope="col">Status</th><th scope="col" className="hide-s">Items</th></tr></thead>
        <tbody>{overview.subscriptions.map((it) => <Subscription key={it.id} it={it} />)}</tbody>
      </table>
    )}
  </Card>
);

const Subscription = ({ it: { id, subscription, doubts } }: { it: ListedSubscription }): ReactNode => (
  <tr>
    <td><code>{id}</code>{doubts.map((doubt) => <p key={doubt} className="small soft"><Quoted>{sentence(doubt)}</Quoted></p>)}</td>
    <td>{subscription?.status.replace("-", " ") ?? "never reported"}{subscription?.pastDueSince !== undefined && `, since ${shortDate(subscription.pastDueSince)}`}</td>
    <td className="hide-s">{subscription?.items.map(({ names, quantity }) => `${names[0]}${quantity && quantity > 1 ? ` × ${quantity}` : ""}`).join(", ")}</td>
  </tr>
);
