// What Stripe's stand-in does at its addresses, for the tenant of the session.
import { readSession } from "tiergate/server";
import { priceOf } from "../prices.ts";
import { failurePage } from "../server/plain-pages.tsx";
import { tiers } from "../server/settings.ts";
import { isCrossSite, redirect } from "../server/web.ts";
import type { Account } from "./account.ts";
import { checkoutPage, portalPage } from "./pages.tsx";

const NOT_SENT = failureOf("The payment was not reported", "The help desk could not be reached, so nothing was changed.", 503);
const NO_PRICE = failureOf("This is not sold", "Choose a plan on the page of your plan.", 404);
const CROSS_SITE = failureOf("Another site sent this", "Nothing was changed.", 403);

function failureOf(title: string, text: string, status: number) {
  return () => failurePage(title, text, status);
}

/** Answers `/checkout`: shows what is paid, and pays it. */
export async function checkout(request: Request, account: Account): Promise<Response> {
  return visit(request, async (tenant, form) => {
    const price = priceOf(form ? `${form.get("price")}` : new URL(request.url).searchParams.get("price"));
    if (!price) return NO_PRICE();
    if (!form) return checkoutPage(tenant, price);
    await account.buy(tenant, price);
    return redirect(`/plans?paid=${price.id}`);
  });
}

/** Answers `/portal`: shows a subscription, and changes it. */
export async function portal(request: Request, account: Account): Promise<Response> {
  return visit(request, async (tenant, form) => {
    if (!form) return portalPage(tenant, account.of(tenant));
    const chosen = form.get("do");
    if (chosen === "fail") await account.fail(tenant);
    if (chosen === "pay") await account.pay(tenant);
    if (chosen === "cancel") await account.cancel(tenant);
    return redirect("/plans");
  });
}

/** Finds the tenant of a request, and the form that it has if something is done. */
async function visit(request: Request, answer: (tenant: string, form: FormData | undefined) => Promise<Response>): Promise<Response> {
  const session = await readSession(request, { url: tiers });
  if (!session) return redirect("/sign-in");
  if (isCrossSite(request)) return CROSS_SITE();
  const form = request.method === "POST" ? await request.formData() : undefined;
  return answer(session.tenant, form).catch((error) => {
    console.error(error);
    return NOT_SENT();
  });
}
