// Pages without a script: signing in, the operator's, and what to say when nothing else can be said.
import { plainPage } from "./document.tsx";
import type { OperatorTools } from "./operator-tools.ts";
import type { Person } from "./people.ts";

/** Returns the page on which to choose whom to sign in as. */
export const signInPage = (people: readonly Person[]): Response =>
  plainPage({
    title: "Sign in",
    children: (
      <>
        <header>
          <h1>Sign in to the help desk</h1>
          <p className="soft">Each of these people sees another plan. There are no passwords: this is a demo.</p>
        </header>
        <form method="post" action="/sign-in">
          <ul className="people">
            {people.map(({ id, name, email, shows }) => (
              <li key={id}>
                <button name="person" value={id}><b>{name}</b> <span className="muted">{email}</span> <small>{shows}</small></button>
              </li>
            ))}
          </ul>
        </form>
      </>
    ),
  });

/** Returns the page for an operator. */
export const operatorPage = ({ admin, compare }: OperatorTools): Response =>
  plainPage({
    title: "Operator",
    children: (
      <>
        <header>
          <h1>You are an operator</h1>
          <p className="soft">What you change is shown to the tenants within a second, without a reload. Open a private window to be one of them: a browser has one sign-in at a time.</p>
        </header>
        <div className="buttons">
          {admin && <a className="btn primary" href={admin}>Open the operator’s screen</a>}
          <a className={admin ? "btn" : "btn primary"} href={compare}>Grant acme a tier</a>
          <a className="btn" href="/sign-in">Sign in as somebody else</a>
        </div>
        {!admin && (
          <section aria-labelledby="commands">
            <h2 id="commands">For any tenant, in another terminal</h2>
            <pre><code>{COMMANDS}</code></pre>
          </section>
        )}
      </>
    ),
  });

const COMMANDS = `export TIERGATE_STORE=sqlite:target/demo.db TIERGATE_POLICY=target/demo.policy.wasm
cargo run --package tiergate-cli build host/reference/src/plans.json -o target/demo.policy.wasm
cargo run --package tiergate-cli tenant grant acme pro --until 30d --reason "they asked"
cargo run --package tiergate-cli tenant revoke acme`;

/** Returns the page of a failure, with a link to where it can be tried again. */
export const failurePage = (title: string, text: string, status: number, again: string): Response =>
  plainPage({ title, children: <header><h1>{title}</h1><p className="soft">{text}</p><p><a href={again}>Try again</a></p></header> }, status);

/** Returns the page for when the Rust server cannot be asked: nobody has been denied anything. */
export const unavailablePage = (again = "/"): Response =>
  failurePage("The help desk cannot be reached", "Nothing was changed. It is tried again when you reload this page.", 503, isOurs(again) ? again : "/");

/** Checks whether a path is one of this site: two slashes would begin the name of another. */
const isOurs = (path: string) => /^\/(?![/\\])/.test(path);
