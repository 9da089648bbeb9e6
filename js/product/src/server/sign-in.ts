// Signing in: the Rust server knows the people, and gives each a session.
import { operatorTools } from "./operator-tools.ts";
import { readPeople } from "./people.ts";
import { failurePage, operatorPage, signInPage, unavailablePage } from "./plain-pages.tsx";
import { server } from "./settings.ts";
import { isCrossSite, redirect } from "./web.ts";

/** Answers `/sign-in`. */
export async function signIn(request: Request): Promise<Response> {
  const people = await readPeople().catch(() => undefined);
  if (!people) return unavailablePage("/sign-in");
  if (request.method === "GET") return signInPage(people);
  if (isCrossSite(request)) return failurePage("Another site sent this", "Sign in here instead.", 403, "/sign-in");
  const chosen = (await request.formData()).get("person");
  const person = people.find(({ id }) => id === chosen);
  if (!person) return signInPage(people);
  return await signInAs(person.id, person.tenant === undefined ? "/operator" : "/tickets");
}

async function signInAs(id: string, next: string): Promise<Response> {
  const answer = await fetch(`${server}/people/${id}/session`, { method: "POST" }).catch(() => undefined);
  const cookie = answer?.headers.get("set-cookie");
  return cookie ? redirect(next, { "set-cookie": cookie }) : unavailablePage("/sign-in");
}

/** Answers `/operator`. */
export const operator = async (): Promise<Response> => operatorPage(await operatorTools());
