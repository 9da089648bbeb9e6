// Every flow of the product, from end to end, in Chromium over the real servers, on both stores.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { following, menuOf, operate, reportUnpaid, shownAfter, signIn, startWorld, tenant } from "./world.js";

const ALL = ["Tickets", "Projects", "Assistant", "Billing", "Extensions", "Team", "Plan"];
const PRO = ["Tickets", "Projects", "Billing", "Team", "Plan"];
const BASIC = ["Tickets", "Team", "Plan"];
const heading = (page, name) => page.getByRole("heading", { level: 1, name, exact: true });

for (const kind of ["sqlite", "postgres"]) {
  describe(`on ${kind}`, () => {
    let world;
    before(async () => (world = await startWorld(kind)));
    after(() => world.end());

    test("a basic tenant has a short menu, an upsell at a gated address, and a refusal of the action", async () => {
      const page = await signIn(world, "Uma");
      assert.deepEqual(await menuOf(page), BASIC);
      assert.equal(await page.getByRole("heading", { name: "Business" }).count(), 0, "an empty section is left out");
      for (const [path, title, text] of [
        ["/billing", "Billing requires Pro", "Send your customers invoices for the work on their tickets. Your plan, Basic, does not have it."],
        ["/projects", "Projects requires Pro", "Plan work that takes longer than one ticket. Your plan, Basic, does not have it."],
        ["/extensions", "Extensions requires Premium", "Connect the help desk to the tools that you already use, and build your own. Your plan, Basic, does not have it."],
      ]) {
        const response = await page.goto(world.url + path);
        assert.equal(response.status(), 403);
        const html = await response.text();
        assert.match(html, new RegExp(title), "the server renders it");
        assert.doesNotMatch(html, /Adler &amp; Sons|Move the archive|Code host/, "what is denied is not in the HTML");
        await heading(page, title).waitFor();
        assert.ok(await page.getByText(text).isVisible());
        assert.equal(await page.getByRole("link", { name: "See plans" }).getAttribute("href"), "/plans");
      }
      // Whatever the page shows: the pages' server refuses the action, and so does the server behind it.
      const post = (url) => page.evaluate(async (url) => {
        const answer = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: `{"name":"A project"}` });
        return [answer.status, await answer.json()];
      }, url);
      const [status, { code, feature, message, minimumTier }] = await post("/api/projects");
      assert.deepEqual([status, code, feature, minimumTier], [403, "denied", "projects", "pro"]);
      assert.equal(message, "Projects requires the Pro plan or higher.");
      const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
      const direct = await fetch(`${world.rust.url}/projects`, { method: "POST", headers: { cookie, "content-type": "application/json" }, body: `{"name":"A project"}` });
      assert.equal(direct.status, 403);
      assert.equal((await direct.json()).detail, "Projects requires the Pro plan or higher.");
      assert.equal((await fetch(`${world.url}/api/projects`, { method: "POST" })).status, 401, "nobody is signed in");
      assert.equal((await fetch(`${world.url}/api/projects`, { method: "POST", headers: { cookie, "sec-fetch-site": "cross-site" } })).status, 403, "another site");
      assert.deepEqual(page.wrong, []);
      await page.context().close();
    });

    test("an operator's grant in another window is shown within 2 s without a reload, and so is its end", async (t) => {
      const page = await signIn(world, "Uma");
      await page.goto(`${world.url}/billing`);
      await following(page);
      const loads = page.loads;
      const [upsell, billing] = [heading(page, "Billing requires Pro"), page.getByRole("rowheader", { name: "Adler & Sons" })];
      await upsell.waitFor();
      const took = [];
      const quick = async (what, act, locator) => {
        took.push(await shownAfter(act, locator));
        t.diagnostic(`${what}: ${took.at(-1)} ms`);
      };
      await quick("granted over HTTP", () => operate(world, "PUT", "acme/tier", { tier: "pro", reason: "they asked" }), billing);
      assert.deepEqual(await menuOf(page), PRO);
      await quick("revoked over HTTP", () => operate(world, "DELETE", "acme/tier"), upsell);
      assert.deepEqual(await menuOf(page), BASIC);
      assert.equal(await billing.count(), 0);
      await quick("granted by the command", () => void tenant(world, "grant", "acme", "premium", "--reason", "they asked"), billing);
      assert.deepEqual(await menuOf(page), PRO.toSpliced(3, 0, "Extensions"));
      await quick("revoked by the command", () => void tenant(world, "revoke", "acme"), upsell);
      assert.equal(page.loads, loads, "nothing was reloaded");
      // A busy machine may stop one of them for longer, but not both grants, nor both ends.
      const [granted, ended] = [0, 1].map((first) => Math.min(took[first], took[first + 2]));
      assert.ok(Math.max(granted, ended) < 2000, `${took} ms`);
      assert.deepEqual(page.wrong, []);
      await page.context().close();
    });

    test("seats run out, whatever the browser says, and come free", async () => {
      const page = await signIn(world, "Uma");
      await page.getByRole("link", { name: "Team" }).click();
      await page.getByText("0 of 3").waitFor();
      for (const name of ["Bo", "Cy", "Di"]) {
        await page.getByLabel("Name of the agent").fill(name);
        await page.getByRole("button", { name: "Invite" }).click();
        await page.getByRole("button", { name: `Remove ${name}` }).waitFor();
      }
      await page.getByRole("heading", { name: "No more agents on Basic" }).waitFor();
      await page.getByText("This would go past your limit of 3 agents. The Pro plan or higher allows it.", { exact: true }).waitFor();
      assert.equal(await page.getByRole("button", { name: "Invite" }).count(), 0);
      // Twenty at once for one seat: one gets it.
      await page.getByRole("button", { name: "Remove Di" }).click();
      await page.getByText("2 of 3").waitFor();
      const statuses = await page.evaluate(() => Promise.all(Array.from({ length: 20 }, async () => (await fetch("/api/agents", { method: "POST", headers: { "content-type": "application/json" }, body: `{"name":"Ed"}` })).status)));
      assert.equal(statuses.filter((status) => status === 200).length, 1, `${statuses}`);
      assert.equal(statuses.filter((status) => status === 403).length, 19);
      assert.deepEqual(page.wrong, []);
      await page.context().close();
    });

    test("a plan that is NULL shows the banner, and so much as Basic", async () => {
      const page = await signIn(world, "Hana");
      await page.getByText("This subscription is not set up. You have what Basic has until it is.").waitFor();
      assert.equal(await page.getByRole("link", { name: "Contact support" }).getAttribute("href"), "mailto:support@helpdesk.example");
      assert.deepEqual(await menuOf(page), BASIC);
      const support = async () => {
        for (const link of await page.getByRole("link", { name: "Contact support" }).all()) assert.equal(await link.getAttribute("href"), "mailto:support@helpdesk.example");
        assert.equal(await page.getByRole("link", { name: "Contact support" }).count(), 2, "the banner, and the one thing to do");
        assert.equal(await page.getByText(/^(See plans|Upgrade to|Move to|Your plan)/).filter({ visible: true }).count(), 0, "nothing is sold");
      };
      await page.goto(`${world.url}/plans`);
      await page.getByText("No plan is set up.").waitFor();
      await support();
      await page.goto(`${world.url}/extensions`);
      await page.getByText("so it is not known what you bought").waitFor();
      await support();
      await page.context().close();
    });

    test("in the community edition nothing is gated", async () => {
      const page = await signIn(world, "Cleo");
      assert.deepEqual(await menuOf(page), ALL);
      for (const path of ["/projects", "/assistant", "/billing", "/extensions"]) assert.equal((await page.goto(world.url + path)).status(), 200, path);
      await page.goto(`${world.url}/team`);
      await page.getByText("2, no limit").waitFor();
      await page.goto(`${world.url}/plans`);
      await page.getByText("Community edition: everything is included.").waitFor();
      assert.equal(await page.getByRole("heading", { name: "Compare plans" }).count(), 0, "nothing is sold");
      assert.equal(await page.locator(".top .tiergate-badge").count(), 0, "it is on no plan");
      await page.context().close();
    });

    test("who is on trial sees how long, and pays: the plan is there after the event", async (t) => {
      const page = await signIn(world, "Gus");
      await page.getByText("Pro: 9 days of the trial are left.").waitFor();
      await page.getByRole("link", { name: "Plan", exact: true }).click();
      await page.getByText(/^Pro until \d+ \w+ 20\d\d: 9 days of the trial are left\.$/).waitFor();
      assert.deepEqual(await page.locator(".primary:visible, .tiergate-primary:visible").allInnerTexts(), ["Keep Pro for €29 a month"]);
      assert.equal(await page.getByText("Move to Basic").count(), 0, "there is no subscription to end");
      // In a window that stays open, too.
      const other = await page.context().newPage();
      await other.goto(`${world.url}/extensions`);
      await following(other);
      await page.getByRole("link", { name: "Upgrade to Premium" }).first().click();
      await page.getByText("Help desk Premium").waitFor();
      // The checkout answers once the server has taken its event.
      const paid = page.waitForResponse((response) => response.request().method() === "POST");
      await page.getByRole("button", { name: "Pay €79" }).click();
      await paid;
      const began = performance.now();
      await Promise.all([page.getByText("Paid. You have Premium.").waitFor(), other.getByText("Code host").waitFor()]);
      t.diagnostic(`shown in both windows ${Math.round(performance.now() - began)} ms after the event`);
      await page.getByText("Premium, by subscription.").waitFor();
      await page.getByRole("link", { name: "Add Assistant" }).click();
      await page.getByRole("button", { name: "Pay €9" }).click();
      await page.getByText("Paid. You have Assistant.").waitFor();
      assert.deepEqual(await menuOf(page), ALL);
      assert.deepEqual(page.wrong, []);
      await page.context().close();
    });

    test("a payment that failed is said, with the grace, and mended; and a subscription ends", async () => {
      const page = await signIn(world, "Ines");
      assert.deepEqual(await menuOf(page), PRO);
      await following(page);
      const portal = await page.context().newPage();
      await portal.goto(`${world.url}/portal`);
      await portal.getByRole("button", { name: "Let a payment fail" }).click();
      const day = new Date(Date.now() + 14 * 86_400_000).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
      await page.getByText(`A payment failed. You keep Pro until ${day}.`).waitFor();
      assert.deepEqual(await menuOf(page), PRO, "nothing is taken away yet");
      // Nothing else is sold until it is paid, and what is bought nevertheless does not clear what is owed.
      await portal.goto(`${world.url}/checkout?price=price-assistant`);
      await portal.getByText("A payment failed").waitFor();
      await portal.evaluate(() => fetch("/checkout", { method: "POST", body: new URLSearchParams({ price: "price-assistant" }) }));
      await portal.goto(`${world.url}/plans`);
      await portal.getByText(`A payment failed. You keep Pro until ${day}.`).waitFor();
      assert.deepEqual(await portal.locator(".primary:visible, .tiergate-primary:visible").allInnerTexts(), ["Update payment"]);
      assert.equal(await portal.getByText(/^(Upgrade to|Add) /).filter({ visible: true }).count(), 0);
      await page.getByRole("link", { name: "Update payment" }).click();
      await page.getByRole("button", { name: "Update the card and pay" }).click();
      await page.getByText("Pro, by subscription.").waitFor();
      await page.getByText("A payment failed").waitFor({ state: "detached" });
      await page.getByRole("link", { name: "Add Assistant" }).click();
      await page.getByText("€38 a month").waitFor();
      await page.goto(`${world.url}/checkout?price=price-premium`);
      await page.getByText("Replaces Pro, €29 a month.").waitFor();
      await page.goto(`${world.url}/plans`);
      await page.getByRole("link", { name: "Manage payment" }).click();
      await page.getByText("You lose Billing and Projects. Basic allows 3 agents.").waitFor();
      await page.getByRole("button", { name: "End the subscription" }).click();
      await page.getByText("Basic, free of charge.").waitFor();
      assert.deepEqual(await menuOf(page), BASIC);
      // Eight agents stay, and nobody can be added.
      await page.getByRole("link", { name: "Team" }).click();
      await page.getByText("8 of 3").waitFor();
      await page.getByRole("heading", { name: "No more agents on Basic" }).waitFor();
      await page.context().close();
    });

    test("after the grace the plan is gone, and the page asks to pay instead of offering it again", async () => {
      const page = await signIn(world, "Uma");
      await following(page);
      await reportUnpaid(world, "acme", 20);
      await page.getByText(/^A payment failed on \d+ \w+ 20\d\d\. Pro ended on/).waitFor();
      assert.deepEqual(await menuOf(page), BASIC);
      await page.goto(`${world.url}/billing`);
      await page.getByText("Update your payment method to use Billing again.").waitFor();
      assert.equal(await page.getByText("requires Pro").count(), 0);
      const pay = page.getByRole("link", { name: "Update payment" });
      assert.deepEqual(await pay.evaluateAll((links) => links.map((link) => link.getAttribute("href"))), ["/portal", "/portal"]);
      await page.goto(`${world.url}/plans`);
      await page.getByText("Basic, because Pro was not paid.").waitFor();
      assert.deepEqual(await page.locator(".primary:visible, .tiergate-primary:visible").allInnerTexts(), ["Update payment"]);
      assert.equal(await page.getByText("Upgrade to Pro").filter({ visible: true }).count(), 0, "it is owed, not sold");
      await page.context().close();
    });

    test("an event that is not signed with the secret gives nothing", async () => {
      const body = JSON.stringify({ id: "evt_forged", object: "event", type: "customer.subscription.created", created: Math.floor(Date.now() / 1000), livemode: false, data: { object: {} } });
      const answer = await fetch(`${world.rust.url}/webhooks/stripe`, { method: "POST", headers: { "stripe-signature": `t=${Math.floor(Date.now() / 1000)},v1=${"0".repeat(64)}` }, body });
      assert.equal(answer.status, 400);
    });

    test("without network the page goes on, and says so; then it follows again", async (t) => {
      const page = await signIn(world, "Sol");
      await page.getByText(/^A payment failed\. You keep Pro until/).waitFor();
      await following(page);
      await page.context().setOffline(true);
      await page.getByText(/Offline\. As of \d\d:\d\d/).waitFor();
      await page.getByRole("link", { name: "Tickets" }).click();
      await page.getByRole("rowheader", { name: "Invoices arrive twice" }).waitFor();
      await page.getByRole("link", { name: "Projects" }).click();
      await page.getByText("This cannot be loaded right now.").waitFor();
      assert.deepEqual(await menuOf(page), PRO);
      await page.getByLabel("New project").fill("Kept");
      await page.getByRole("button", { name: "Begin" }).click();
      await page.getByText("There was no answer, so it may or may not have been done.").waitFor();
      assert.equal(await page.getByLabel("New project").inputValue(), "Kept");
      await page.context().setOffline(false);
      await page.getByText("Offline.").waitFor({ state: "detached" });
      await page.getByRole("button", { name: "Try again" }).click();
      await page.getByText("Move the archive").waitFor();
      // The pages' server is gone, which the browser does not report: the stream breaks.
      await following(page);
      await world.pages.end();
      const began = performance.now();
      await page.getByText("Offline.").waitFor();
      t.diagnostic(`said ${Math.round(performance.now() - began)} ms after the server ended`);
      await world.restartPages();
      await page.getByText("Offline.").waitFor({ state: "detached" });
      await page.context().close();
    });

    test("who signs out in one tab is signed out in all of them", async () => {
      const page = await signIn(world, "Uma");
      const other = await page.context().newPage();
      await other.goto(`${world.url}/team`);
      await following(page);
      await other.getByRole("button", { name: "Sign out" }).click();
      await other.waitForURL("**/sign-in");
      await heading(page, "You are signed out").waitFor();
      assert.equal(await page.getByText("acme").count(), 0, "nothing of the tenant is left");
      assert.equal((await page.goto(`${world.url}/tickets`)).url(), `${world.url}/sign-in`);
      await page.context().close();
    });
  });
}
