import { operatorTools } from "./operator-tools.ts";
import { readPeople } from "./people.ts";

/** Prints whom to sign in as, and what to try. */
export async function tell(url: string): Promise<void> {
  const [people, { admin, compare }] = await Promise.all([readPeople(), operatorTools()]);
  const longest = Math.max(...people.map(({ name }) => name.length));
  console.log(`
the product is on ${url}
open it in a browser; Ctrl-C ends everything. Sign in as:

${people.map(({ name, shows }) => `  ${name.padEnd(longest)}  ${shows}`).join("\n")}

the operator's ${admin ? `screen is on ${admin}` : `page is on ${url}/operator`}, and both hosts' decisions are compared on ${compare}

try:
  1. As Uma, look at the menu, and go to ${url}/billing: it says what it would take.
  2. In a private window, because a browser has one sign-in at a time, grant acme Pro on
     ${admin ?? compare}: Uma's window has it within a second.
  3. As Gus, buy Premium on the page "Plan". As Ines, let a payment fail, and mend it.
  4. As Ines, invite agents until all seats are taken.
`);
}
