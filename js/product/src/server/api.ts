// What the pages read and do. Each route is checked here and again by the gates of the Rust server, whatever a page shows.
import { assertTierAccess, readSession, TierAccessError, TierUnavailableError, tiersOf } from "tiergate/server";
import type { FeatureId } from "tiergate";
import { server, tiers } from "./settings.ts";
import { isCrossSite } from "./web.ts";

interface Route {
  /** The methods that it has. */
  readonly methods: readonly string[];
  /** The feature that it requires, if it does. */
  readonly feature?: FeatureId;
}

/** By the first part of the path after `/api/`. The seats of `agents` are counted by the Rust server, which has them. */
const ROUTES: Readonly<Record<string, Route>> = {
  tickets: { methods: ["GET"], feature: "tickets" },
  billing: { methods: ["GET"], feature: "billing" },
  projects: { methods: ["GET", "POST"], feature: "projects" },
  extensions: { methods: ["GET"], feature: "extensions" },
  assistant: { methods: ["GET"], feature: "assistant" },
  agents: { methods: ["GET", "POST", "DELETE"] },
};

/** Answers a request to `/api/…`. */
export async function api(request: Request): Promise<Response> {
  const path = new URL(request.url).pathname.slice("/api/".length);
  const name = path.split("/")[0] ?? "";
  const route = Object.hasOwn(ROUTES, name) ? ROUTES[name] : undefined;
  if (!route) return Response.json({ message: "There is nothing at this address." }, { status: 404 });
  if (!route.methods.includes(request.method)) return Response.json({ message: "This cannot be done here." }, { status: 405 });
  if (isCrossSite(request)) return Response.json({ message: "Another site sent this request." }, { status: 403 });
  try {
    const session = await readSession(request, { url: tiers });
    if (!session) return Response.json({ message: "Sign in first." }, { status: 401 });
    if (route.feature) assertTierAccess(tiersOf(session), route.feature);
    return await ask(path, request.headers.get("cookie") ?? "", request.method, await request.text());
  } catch (error) {
    if (error instanceof TierAccessError) return Response.json(error, { status: error.status });
    const isAway = error instanceof TierUnavailableError || error instanceof TypeError;
    if (!isAway) throw error;
    return Response.json({ message: "The help desk cannot be reached right now. Nothing was changed." }, { status: 503 });
  }
}

/** Asks the Rust server, with the cookie of the request. */
export async function ask(path: string, cookie: string, method = "GET", body = ""): Promise<Response> {
  const answer = await fetch(`${server}/${path}`, { method, headers: { cookie, "content-type": "application/json" }, ...(body && { body }) });
  const headers = { "content-type": answer.headers.get("content-type") ?? "text/plain", "cache-control": "no-store" };
  return new Response(await answer.text(), { status: answer.status, headers });
}
