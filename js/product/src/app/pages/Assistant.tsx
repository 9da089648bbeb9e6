import type { Suggestions } from "../answers.ts";
import { Loaded } from "../data.tsx";
import { Gated, Head } from "../Gated.tsx";

/** What the assistant suggests: an add-on gives it. */
export const Assistant = () => (
  <Gated feature="assistant" title="Assistant">
    <Head title="Assistant" />
    <Loaded<Suggestions> url="/api/assistant">
      {({ suggestions }) => (
        <ul className="card lines">
          {suggestions.map(({ ticket, text }) => <li key={ticket}><b className="num">Ticket {ticket}</b> <span className="soft">{text}</span></li>)}
        </ul>
      )}
    </Loaded>
  </Gated>
);
