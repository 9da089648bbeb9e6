// The pages of the product, rendered with what the session's tenant may see.
import type { FeatureId } from "tiergate";
import { readSession, TierUnavailableError, tiersOf } from "tiergate/server";
import type { Start } from "../app/start.ts";
import { ask } from "./api.ts";
import { appPage } from "./document.tsx";
import { unavailablePage } from "./plain-pages.tsx";
import { tiers } from "./settings.ts";
import { redirect } from "./web.ts";

/** The pages, with the feature that each requires and the answers that it shows. */
const PAGES: Readonly<Record<string, { readonly feature?: FeatureId; readonly shows: readonly string[] }>> = {
  "/tickets": { feature: "tickets", shows: ["tickets"] },
  "/projects": { feature: "projects", shows: ["projects"] },
  "/assistant": { feature: "assistant", shows: ["assistant"] },
  "/billing": { feature: "billing", shows: ["billing"] },
  "/extensions": { feature: "extensions", shows: ["extensions"] },
  "/team": { shows: ["agents"] },
  "/plans": { shows: ["agents"] },
};

/** Answers a request for a page. If it is denied, its data is not even read. */
export async function page(request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  try {
    const session = await readSession(request, { url: tiers });
    if (!session) return redirect("/sign-in");
    const known = Object.hasOwn(PAGES, pathname) ? PAGES[pathname] : undefined;
    const isAllowed = !known?.feature || tiersOf(session).check(known.feature).allowed;
    const cookie = request.headers.get("cookie") ?? "";
    const start: Start = { session, data: known && isAllowed ? await dataOf(known.shows, cookie) : {} };
    return appPage(start, pathname + search, known ? (isAllowed ? 200 : 403) : 404);
  } catch (error) {
    if (error instanceof TierUnavailableError) return unavailablePage(pathname + search);
    throw error;
  }
}

/** Reads what a page shows. What cannot be read is left to the page, which asks again. */
async function dataOf(names: readonly string[], cookie: string): Promise<Start["data"]> {
  const read = async (name: string) => {
    const answer = await ask(name, cookie).catch(() => undefined);
    return answer?.ok ? [[`/api/${name}`, await answer.json()] as const] : [];
  };
  return Object.fromEntries((await Promise.all(names.map(read))).flat());
}
