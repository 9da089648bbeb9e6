import { CSPProvider } from "@base-ui/react/csp-provider";
import { QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, Suspense, lazy } from "react";
import { Link, Redirect, Route, Router, Switch } from "wouter";
import { addressedTenant } from "./addresses.ts";
import { useSession } from "./api/queries.ts";
import { screen } from "./base.ts";
import { Boundary } from "./parts/Boundary.tsx";
import { Dialog } from "./parts/Dialog.tsx";
import { Failure } from "./parts/Failure.tsx";
import { Loading } from "./parts/Loading.tsx";
import { Page } from "./parts/Page.tsx";
import { queries } from "./queryClient.ts";
import { Shell } from "./shell/Shell.tsx";
import { NotOperator, SignIn, SignInForm } from "./shell/SignIn.tsx";
import type { Tab } from "./tenants/TenantPage.tsx";
import { TenantsPage } from "./tenants/TenantsPage.tsx";
import { useWasSignedIn } from "./shell/useWasSignedIn.ts";

// The first view is the list of tenants: what else there is comes when it is opened.
const BillingPage = lazy(() => import("./billing/BillingPage.tsx").then((it) => ({ default: it.BillingPage })));
const Editor = lazy(() => import("./editor/Editor.tsx"));
const GrantManyPage = lazy(() => import("./tenants/GrantManyPage.tsx").then((it) => ({ default: it.GrantManyPage })));
const PoliciesPage = lazy(() => import("./policies/PoliciesPage.tsx").then((it) => ({ default: it.PoliciesPage })));
const PolicyPage = lazy(() => import("./policies/PolicyPage.tsx").then((it) => ({ default: it.PolicyPage })));
const TenantPage = lazy(() => import("./tenants/TenantPage.tsx").then((it) => ({ default: it.TenantPage })));

/** The operator's screen. */
export const App = (): ReactNode => (
  <CSPProvider disableStyleElements>
    <QueryClientProvider client={queries}>
      <Router base={screen}><SignedIn /></Router>
    </QueryClientProvider>
  </CSPProvider>
);

/** Shows the pages to an operator. A session that ends is signed in again over the page, so that nothing typed is lost. */
const SignedIn = (): ReactNode => {
  const { data: session, error, refetch, isPending } = useSession();
  const wasSignedIn = useWasSignedIn(session);
  if (isPending) return <main className="sign-in"><Loading what="your session" rows={0} /></main>;
  if (error && session === undefined) return <main className="sign-in"><Failure what="Your session" error={error} onRetry={() => void refetch()} /></main>;
  if (session && !session.roles.includes("system-admin")) return <NotOperator subject={session.subject} />;
  if (!session && !wasSignedIn) return <SignIn />;
  return (
    <>
      <Shell><Boundary><Pages /></Boundary></Shell>
      {!session && <Dialog title="Your session has ended" text="Sign in again to go on. What you typed is kept." onClose={() => {}}><div className="fields"><SignInForm /></div></Dialog>}
    </>
  );
};

const TABS: readonly string[] = ["entitlements", "facts", "history"] satisfies Tab[];

const TenantAt = ({ tenant, tab }: { tenant: string | undefined; tab: string }): ReactNode =>
  tenant !== undefined && TABS.includes(tab) ? <TenantPage key={tenant} tenant={tenant} tab={tab as Tab} /> : <Nothing />;

const Pages = (): ReactNode => (
  <Suspense fallback={<Loading what="the page" />}>
    <Switch>
      <Route path="/"><Redirect to="/tenants" replace /></Route>
      <Route path="/tenants"><TenantsPage /></Route>
      <Route path="/tenants/grant"><GrantManyPage /></Route>
      <Route path="/tenants/:tenant/:tab?">
        {({ tab = "entitlements" }) => <TenantAt tenant={addressedTenant()} tab={tab} />}
      </Route>
      <Route path="/policies"><PoliciesPage /></Route>
      <Route path="/policies/editor"><Editor /></Route>
      <Route path="/policies/:digest">{({ digest }) => <PolicyPage key={digest} digest={digest} />}</Route>
      <Route path="/billing"><BillingPage /></Route>
      <Route><Nothing /></Route>
    </Switch>
  </Suspense>
);

const Nothing = (): ReactNode => <Page name="Nothing here" text="There is no page at this address." actions={<Link className="btn" href="/tenants">All tenants</Link>} />;
