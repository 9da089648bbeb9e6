// A server component: what the tenant may not use is never rendered, and so is in neither the payload nor the HTML.
import { Suspense } from "react";
import { TierBadge, TierGate, TierProvider, UpsellPlaceholder } from "tiergate/react";
import { readSession, ServerTierGate, tiersOf } from "tiergate/server";
import { Export } from "./Export.jsx";

export async function App({ request, url }) {
  const session = await readSession(request, { url });
  const tiers = session && tiersOf(session);
  return (
    <html lang="en">
      <head>
        <title>notes</title>
      </head>
      <body>
        <TierProvider session={session}>
          <TierBadge />
          <ServerTierGate tiers={tiers} feature="export" fallback={<UpsellPlaceholder feature="export" />}>
            <Secret />
            <Export />
          </ServerTierGate>
          <Suspense>
            <ServerTierGate tiers={Promise.resolve(tiers)} cap="maxNotes" used={5} fallback={<p>full</p>}>
              <p>room for the secret note</p>
            </ServerTierGate>
          </Suspense>
          <TierGate feature="login" fallback={<p>signed out</p>}>
            <p>signed in</p>
          </TierGate>
        </TierProvider>
      </body>
    </html>
  );
}

async function Secret() {
  return <p>the secret export</p>;
}
