import { Link } from "wouter";
import { Head } from "../Gated.tsx";

/** There is nothing at this address. */
export const Missing = () => (
  <>
    <Head title="Nothing is here" />
    <p><Link href="/tickets">Go to the tickets</Link></p>
  </>
);
