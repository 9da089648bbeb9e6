// The tenants who pay when the demo begins, as Stripe reports them.
import type { Account } from "../stripe/account.ts";
import { priceOf } from "../prices.ts";
import { readPeople } from "./people.ts";

const DAY = 86_400;

/** Waits for the Rust server, and has the stand-in report its subscriptions. */
export async function seed(account: Account): Promise<void> {
  while (!(await readPeople().catch(() => undefined))) await new Promise((resolve) => setTimeout(resolve, 200));
  const now = Math.floor(Date.now() / 1000);
  const pro = priceOf("price-pro");
  if (!pro) return;
  await account.buy("initech", pro, now - 40 * DAY);
  await account.buy("soylent", pro, now - 33 * DAY);
  await account.fail("soylent", now - 3 * DAY);
}
