import { QueryClientProvider } from "@tanstack/react-query";
import { useState } from "react";
import { TierProvider } from "tiergate/react";
import { Route, Router, Switch } from "wouter";
import { queriesOf } from "./data.tsx";
import { Assistant } from "./pages/Assistant.tsx";
import { Billing } from "./pages/Billing.tsx";
import { Extensions } from "./pages/Extensions.tsx";
import { Missing } from "./pages/Missing.tsx";
import { Plans } from "./pages/Plans.tsx";
import { Projects } from "./pages/Projects.tsx";
import { Team } from "./pages/Team.tsx";
import { Tickets } from "./pages/Tickets.tsx";
import { Shell } from "./Shell.tsx";
import type { Start } from "./start.ts";

interface AppProps {
  readonly start: Start;
  /** The address that a server renders; a page has its own. */
  readonly path?: string;
}

/** The product for someone who is signed in for a tenant. */
export function App({ start, path }: AppProps) {
  const [queries] = useState(() => queriesOf(start));
  const [ssrPath, ssrSearch = ""] = path?.split("?") ?? [];
  return (
    <QueryClientProvider client={queries}>
      <TierProvider session={start.session}>
        <Router {...(ssrPath !== undefined && { ssrPath, ssrSearch })}>
          <Shell email={start.session.session.subject}>
            <Switch>
              <Route path="/tickets" component={Tickets} />
              <Route path="/projects" component={Projects} />
              <Route path="/assistant" component={Assistant} />
              <Route path="/billing" component={Billing} />
              <Route path="/extensions" component={Extensions} />
              <Route path="/team" component={Team} />
              <Route path="/plans" component={Plans} />
              <Route component={Missing} />
            </Switch>
          </Shell>
        </Router>
      </TierProvider>
    </QueryClientProvider>
  );
}
