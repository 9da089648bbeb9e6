import { useState } from "react";
import { useCap } from "tiergate/react";
import type { Agents } from "../answers.ts";
import { Loaded, useAction } from "../data.tsx";
import { Head } from "../Gated.tsx";
import { NameForm } from "../NameForm.tsx";
import { Seats } from "../Seats.tsx";
import { Upsell } from "../Upsell.tsx";

const URL = "/api/agents";

/** Who answers tickets: each takes a seat, of which a plan has so many. */
export const Team = () => (
  <>
    <Head title="Team" />
    <Loaded<Agents> url={URL}>
      {({ agents }) => (
        <>
          <div className="card seats"><Seats used={agents.length} /></div>
          {agents.length > 0 ? <List agents={agents} /> : <p className="soft">Nobody answers tickets yet. Invite the first agent.</p>}
          <Invite used={agents.length} />
        </>
      )}
    </Loaded>
  </>
);

function List({ agents }: Agents) {
  const remove = useAction<Agents>(URL);
  return (
    <>
      <ul className="card lines">
        {agents.map(({ id, name }) => (
          <li key={id}>
            <b>{name}</b>
            <button type="button" className="btn quiet" aria-label={`Remove ${name}`} onClick={() => remove.mutate({ method: "DELETE", url: `${URL}/${id}` })}>Remove</button>
          </li>
        ))}
      </ul>
      {remove.error && <p className="problem" role="alert">{remove.error.message}</p>}
    </>
  );
}

/** The form that takes a seat or, if none is left, what would give one. The server counts, whatever is shown here. */
function Invite({ used }: { readonly used: number }) {
  const [name, setName] = useState("");
  const { status, allowed } = useCap("agents", used);
  const invite = useAction<Agents>(URL);
  const send = () => invite.mutate({ method: "POST", url: URL, body: { name } }, { onSuccess: () => setName("") });
  if (status === "ready" && !allowed) return <Upsell cap="agents" used={used} />;
  return <NameForm label="Name of the agent" action="Invite" name={name} onName={setName} onSend={send} isBusy={invite.isPending} problem={invite.error?.message} />;
}
