// What Stripe's stand-in does at its addresses, for the tenant of the session.
import { readSession, type SessionAnswer } from "tiergate/server";
import { priceOf } from "../prices.ts";
import { failurePage } from "../server/plain-pages.tsx";
import { tiers } from "../server/settings.ts";
import { isCrossSite, redirect } from "../server/web.ts";
import type { Account } from "./account.ts";
import { checkoutPage, portalPage } from "./pages.tsx";

const notSold = () => failurePage("This is not sold", "Choose a plan on the page of your plan.", 404, "/plans");
const crossSite = () => failurePage("Another site sent this", "Nothing was changed.", 403, "/plans");
const notSent = (again: string) => failurePage("The payment was not reported", "The help desk could not be reached, so nothing was changed.", 503, again);

/** Answers `/checkout`: shows what is paid, and pays it. What is owed comes first. */
export async function checkout(request: Request, account: Account): Promise<Response> {
  return visit(request, async (session, form) => {
    const price = priceOf(form ? `${form.get("price")}` : new URL(request.url).searchParams.get("price"));
    if (!price) return notSold();
    const present = account.of(session.tenant);
    if (present?.status === "past_due") return redirect("/portal");
    if (!form) return checkoutPage(session, price, present);
    await account.buy(session.tenant, price);
    return redirect(`/plans?paid=${price.id}`);
  });
}

/** Answers `/portal`: shows a subscription, and changes it. */
export async function portal(request: Request, account: Account): Promise<Response> {
  return visit(request, async (session, form) => {
    const { tenant } = session;
    if (!form) return portalPage(session, account.of(tenant));
    const chosen = form.get("do");
    if (chosen === "fail") await account.fail(tenant);
    if (chosen === "pay") await account.pay(tenant);
    if (chosen === "cancel") await account.cancel(tenant);
    return redirect("/plans");
  });
}

/** Finds the session of a request, and the form that it has if something is done. */
async function visit(request: Request, answer: (session: SessionAnswer, form: FormData | undefined) => Promise<Response>): Promise<Response> {
  const session = await readSession(request, { url: tiers });
  if (!session) return redirect("/sign-in");
  if (isCrossSite(request)) return crossSite();
  const form = request.method === "POST" ? await request.formData() : undefined;
  return answer(session, form).catch((error) => {
    console.error(error);
    const price = form?.get("price");
    return notSent(new URL(request.url).pathname + (price ? `?price=${encodeURIComponent(`${price}`)}` : ""));
  });
}
