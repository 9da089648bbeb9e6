import type { Invoices } from "../answers.ts";
import { Loaded } from "../data.tsx";
import { Gated, Head } from "../Gated.tsx";
import { CHECK, CLOCK, Icon } from "../Icon.tsx";

const euros = (cents: number) => `€${(cents / 100).toFixed(2)}`;

/** The invoices to the tenant's own customers. */
export const Billing = () => (
  <Gated feature="billing" title="Billing">
    <Head title="Billing" />
    <Loaded<Invoices> url="/api/billing">
      {({ invoices }) => (
        <div className="card">
          <table>
            <thead><tr><th scope="col" className="wide">Invoice</th><th scope="col">Customer</th><th scope="col" className="right">Amount</th><th scope="col">State</th></tr></thead>
            <tbody>
              {invoices.map(({ number, customer, cents, paid }) => (
                <tr key={number}>
                  <td className="num wide">{number}</td>
                  <th scope="row">{customer}</th>
                  <td className="num right">{euros(cents)}</td>
                  <td><span className={paid ? "state solved" : "state"}><Icon path={paid ? CHECK : CLOCK} />{paid ? "Paid" : "Due"}</span></td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Loaded>
  </Gated>
);
