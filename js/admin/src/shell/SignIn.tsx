import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { asApiError, readFailure } from "../api/error.ts";
import { signIn } from "../api/session.ts";
import { signInAddress, takesToken } from "../base.ts";
import { Banner } from "../parts/Banner.tsx";
import { Button } from "../parts/Button.tsx";
import { TextArea } from "../parts/Field.tsx";
import { Quoted } from "../parts/Quoted.tsx";
import { SignOut } from "./Account.tsx";

const Brand = (): ReactNode => <div className="brand"><i aria-hidden="true">t</i><span>tiergate</span></div>;

/** Signs an operator in: by the product's own sign-in, or with a token on loopback. */
export const SignIn = (): ReactNode => (
  <main className="sign-in" id="main">
    <Brand />
    <h1 tabIndex={-1}>Sign in</h1>
    <SignInForm />
  </main>
);

/** Says that someone is signed in who is no operator. */
export const NotOperator = ({ subject }: { subject: string }): ReactNode => (
  <main className="sign-in" id="main">
    <Brand />
    <h1 tabIndex={-1}>Not for {subject}</h1>
    <p className="soft">This screen is for operators, who have the role <code>system-admin</code>. Sign in as one of them.</p>
    <div className="line"><SignOut look="primary" /></div>
  </main>
);

/** The part of the sign-in that a dialog has, too. */
export const SignInForm = (): ReactNode => {
  const address = signInAddress();
  if (address) return <ProductSignIn address={address} />;
  if (takesToken) return <TokenForm />;
  return (
    <Banner>
      <p>This server does not say where operators sign in.</p>
      <p className="soft">Start it with <code>--admin-sign-in-url</code>, the address of your product’s own sign-in.</p>
    </Banner>
  );
};

const ProductSignIn = ({ address }: { address: string }): ReactNode => (
  <>
    <p className="soft">Operators sign in at the product.</p>
    <a className="btn primary" href={address}>Sign in</a>
  </>
);

const TokenForm = (): ReactNode => {
  const [token, setToken] = useState("");
  const queries = useQueryClient();
  const { mutate, error, isPending } = useMutation({ mutationFn: signIn, onSuccess: () => queries.invalidateQueries() });
  const missing = token.trim() === "" ? "Paste a token first." : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!missing && !isPending) mutate(token.trim());
  };
  return (
    <form className="stack" onSubmit={submit}>
      <TextArea label="Token" hint="A signed JWT with the role system-admin. It is not stored: the server keeps a session in a cookie."
        value={token} onChange={setToken} rows={5} spellCheck={false} autoComplete="off" />
      {error && <Banner look="bad" role="alert"><p><Quoted>{readFailure(refusal(error))}</Quoted></p></Banner>}
      <div className="line">
        <Button type="submit" look="primary" missing={missing} aria-describedby="token-missing">Sign in</Button>
        {missing && <p className="muted small" id="token-missing">{missing}</p>}
      </div>
    </form>
  );
};

/** Returns the refusal of a token: a 401 here does not mean that a session ended. */
const refusal = (error: unknown) => {
  const failure = asApiError(error);
  return failure.isSignedOut ? asApiError(new Error(failure.message)) : failure;
};
