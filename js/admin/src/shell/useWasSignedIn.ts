import { useEffect, useState } from "react";
import type { Operator } from "../api/session.ts";

/** Whether an operator was signed in since the page was loaded, and did not sign out. */
export const useWasSignedIn = (session: Operator | null | undefined): boolean => {
  const [was, setWas] = useState(false);
  useEffect(() => {
    if (session) setWas(true);
  }, [session]);
  return was;
};
