import type { ReactNode } from "react";
import { Link, useLocation } from "wouter";
import { useSummary } from "../api/queries.ts";
import { Icon, type IconName } from "../parts/Icon.tsx";
import { count, short } from "../words/number.ts";
import { Account } from "./Account.tsx";
import { FindTenant } from "./FindTenant.tsx";

const PAGES = [
  { path: "/tenants", label: "Tenants", icon: "tenants", of: "tenants" },
  { path: "/policies", label: "Policies", icon: "policies", of: "policies" },
  { path: "/billing", label: "Billing", icon: "billing", of: "unassigned" },
] as const satisfies readonly { path: string; label: string; icon: IconName; of: string }[];

/** The frame of every page: navigation, the search, and who is signed in. */
export const Shell = ({ children }: { children: ReactNode }): ReactNode => (
  <>
    <SkipLink />
    <div className="shell">
      <Side />
      <div>
        <div className="top" role="region" aria-label="Search and account"><FindTenant /><Account /></div>
        <main className="main" id="main" tabIndex={-1}>{children}</main>
      </div>
    </div>
  </>
);

/** Leads past the navigation. A link to `#main` would leave the page, because the server writes a `<base>`. */
const SkipLink = (): ReactNode => (
  <button type="button" className="sr skip" onClick={() => document.getElementById("main")?.focus()}>Skip to content</button>
);

/** A number next to a page's name, once it is counted. */
const Count = ({ of }: { of: number | undefined }): ReactNode => of !== undefined && <span className="count num">{count(of)}</span>;

const Side = (): ReactNode => {
  const [path] = useLocation();
  const counts = useSummary().data;
  return (
    <header className="side">
      <div className="brand"><i aria-hidden="true">t</i><span>tiergate</span></div>
      <nav className="nav" aria-label="Main">
        {PAGES.map((page) => (
          <Link key={page.path} href={page.path} aria-current={path.startsWith(page.path) ? "page" : undefined}>
            <Icon name={page.icon} />{page.label}
            <Count of={counts?.[page.of]} />
          </Link>
        ))}
      </nav>
      {counts && <div className="foot"><span>{counts.policy.name} {counts.policy.version}</span><code>{short(counts.policy.digest)}</code></div>}
    </header>
  );
};
