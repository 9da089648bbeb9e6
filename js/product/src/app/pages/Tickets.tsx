import type { Tickets as Answer } from "../answers.ts";
import { Loaded } from "../data.tsx";
import { Gated, Head } from "../Gated.tsx";
import { CHECK, CIRCLE, CLOCK, Icon } from "../Icon.tsx";

const STATES = {
  open: { word: "Open", icon: CIRCLE },
  waiting: { word: "Waiting", icon: CLOCK },
  solved: { word: "Solved", icon: CHECK },
};

/** The tickets of the team: every plan has them. */
export const Tickets = () => (
  <Gated feature="tickets" title="Tickets">
    <Head title="Tickets" />
    <Loaded<Answer> url="/api/tickets">
      {({ tickets }) => (
        <div className="card">
          <table>
            <thead><tr><th scope="col" className="wide">Ticket</th><th scope="col">Subject</th><th scope="col" className="wide">From</th><th scope="col">State</th></tr></thead>
            <tbody>
              {tickets.map(({ number, title, from, state }) => (
                <tr key={number}>
                  <td className="num wide">{number}</td>
                  <th scope="row">{title}</th>
                  <td className="wide">{from}</td>
                  <td><span className={`state ${state}`}><Icon path={STATES[state].icon} />{STATES[state].word}</span></td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Loaded>
  </Gated>
);
