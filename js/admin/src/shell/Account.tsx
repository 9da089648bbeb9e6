import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useSession } from "../api/queries.ts";
import { signOut } from "../api/session.ts";
import { Button } from "../parts/Button.tsx";

/** Who is signed in, and a way out. */
export const Account = (): ReactNode => {
  const session = useSession().data;
  if (!session) return null;
  return <div className="line push"><span className="soft hide-s">{session.subject}</span><SignOut look="quiet" /></div>;
};

/** Ends the session, and loads the screen again: nothing of what was read stays on it. */
export const SignOut = ({ look }: { look: "quiet" | "primary" }): ReactNode => {
  const queries = useQueryClient();
  const leave = () => {
    queries.clear();
    sessionStorage.clear();
    location.reload();
  };
  const { mutate, isError } = useMutation({ mutationFn: signOut, onSuccess: leave });
  return <Button look={look} onClick={() => mutate()}>{isError ? "Sign out: try again" : "Sign out"}</Button>;
};
