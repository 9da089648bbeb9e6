import { type ReactNode, useEffect, useRef } from "react";
import { MisconfiguredBanner, PaymentNotice, StaleNotice, TierBadge, TrialNotice, useTier, useTierClient, useTierMenu } from "tiergate/react";
import { Link, useLocation } from "wouter";
import { Icon } from "./Icon.tsx";
import { MENU } from "./menu.ts";
import { SUPPORT } from "./Upsell.tsx";

interface ShellProps {
  readonly email: string;
  readonly children: ReactNode;
}

/** The menu, what concerns every page, and the page. */
export function Shell({ email, children }: ShellProps) {
  const [path] = useLocation();
  const status = useTier((tier) => tier.status);
  const main = useRef<HTMLElement>(null);
  const shown = useRef(path);
  useEffect(() => {
    // A reader's place on another page is its beginning.
    if (shown.current !== path) main.current?.focus();
    shown.current = path;
  }, [path]);
  if (status === "signed-out") return <SignedOut />;
  return (
    <div className="shell">
      <a className="skip" href="#content">Skip to the content</a>
      <nav className="side" aria-label="Main">
        <p className="brand"><i aria-hidden="true">h</i><span>Help desk</span></p>
        <Menu path={path} />
      </nav>
      <div className="page">
        <Top email={email} />
        <main id="content" ref={main} tabIndex={-1}>
          <Notices path={path} />
          {children}
        </main>
      </div>
    </div>
  );
}

function Menu({ path }: { readonly path: string }) {
  const menu = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // On a phone the menu is a line that scrolls.
    menu.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [path]);
  return (
    <div className="menu" ref={menu}>
      {useTierMenu(MENU).map(({ title, items }) => (
        <section key={title} aria-label={title}>
          <h2>{title}</h2>
          <ul>
            {items.map(({ title, href, icon }) => (
              <li key={href}>
                <Link href={href} aria-current={href === path ? "page" : undefined}><Icon path={icon} />{title}</Link>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function Top({ email }: { readonly email: string }) {
  const tenant = useTier((tier) => (tier.status === "ready" ? tier.tenant : undefined));
  return (
    <header className="top">
      <p className="tenant"><b>{tenant}</b> <TierBadge /></p>
      <StaleNotice />
      <p className="who"><span className="email">{email}</span> <SignOut /></p>
    </header>
  );
}

function SignOut() {
  const client = useTierClient();
  const signOut = async () => {
    const ended = await fetch("/tiers/session", { method: "DELETE" }).catch(() => undefined);
    if (!ended?.ok) return;
    client.signOut();
    location.assign("/sign-in");
  };
  return <button type="button" className="btn" onClick={() => void signOut()}>Sign out</button>;
}

/** What concerns every page. The page of the plan says itself when a trial ends. */
function Notices({ path }: { readonly path: string }) {
  return (
    <div className="notices">
      <MisconfiguredBanner href={SUPPORT} />
      <PaymentNotice href="/portal" />
      {path !== "/plans" && <TrialNotice />}
    </div>
  );
}

function SignedOut() {
  return (
    <main className="plain">
      <title>Signed out · Help desk</title>
      <header>
        <h1>You are signed out</h1>
        <p className="soft">Sign in to go on.</p>
      </header>
      <div className="buttons"><a className="btn primary" href="/sign-in">Sign in</a></div>
    </main>
  );
}
