// Who is signed in.
import { request, send, useToken } from "./client.ts";
import { ApiError } from "./error.ts";

/** Someone who is signed in. */
export interface Operator {
  subject: string;
  roles: string[];
}

/** The operator whose token is in memory, at a server without sessions. */
let remembered: Operator | undefined;

const isWithoutSessions = (error: unknown) => error instanceof ApiError && (error.code === "no-route" || error.code === "no-method");

/** Signs in with a token: the server answers with a cookie or, if it has no sessions, the token is kept in memory. */
export const signIn = async (token: string): Promise<void> => {
  await send("POST", "/session", { headers: { authorization: `Bearer ${token}` } }).catch(async (error: unknown) => {
    if (!isWithoutSessions(error)) throw error;
    useToken(token);
    await request("GET", "/v1/tiers", {});
    remembered = claimsOf(token);
  });
};

/** Signs out: the cookie is removed, and the token forgotten. */
export const signOut = async (): Promise<void> => {
  useToken(undefined);
  remembered = undefined;
  await send("DELETE", "/session", {}).catch((error: unknown) => {
    if (!isWithoutSessions(error)) throw error;
  });
};

/** Returns who is signed in; `null` if nobody is. */
export const readSession = async (signal: AbortSignal): Promise<Operator | null> => {
  try {
    const { session } = (await request("GET", "/session", { signal })) as { session: Operator };
    return session;
  } catch (error) {
    if (isWithoutSessions(error)) return remembered ?? null;
    if (error instanceof ApiError && error.isSignedOut) return null;
    throw error;
  }
};

/** Returns who a token is about. The server has verified it: this is only to show it. */
const claimsOf = (token: string): Operator => {
  const part = (token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
  const { sub = "", roles = [] } = JSON.parse(atob(part)) as { sub?: string; roles?: string[] };
  return { subject: sub, roles };
};
