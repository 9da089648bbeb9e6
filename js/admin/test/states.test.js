// Every screen in every state: pictures, axe's rules, the content security policy, and no sideways scrolling.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { look } from "./look.js";
import { dialog, fillGrant, finish, foresees, press } from "./steps.js";
import { fill, nextMap, openPage, startWorld } from "./world.js";

let world;
before(async () => {
  world = await startWorld();
});
after(() => world.end());

/** Looks at a state that a page gets into by some steps. */
const state = (name, path, steps, options) =>
  test(name, async () => {
    const opened = await openPage(world, path, options);
    try {
      await steps(opened.page, opened);
      await look(opened, name);
    } finally {
      await opened.page.unrouteAll({ behavior: "ignoreErrors" });
      await opened.context.close();
    }
  });
const heading = (page, name) => page.getByRole("heading", { name, level: 1 }).waitFor();
const reason = (page, text) => dialog(page).getByLabel("Reason").fill(text);

// With an empty store.
state("sign-in", "/tenants", (page) => page.getByLabel("Token").waitFor(), { signIn: false });
state("sign-in-refused", "/tenants", async (page) => {
  await page.getByLabel("Token").fill("nonsense");
  await press(page, "Sign in");
  await page.getByRole("alert").waitFor();
}, { signIn: false });
state("no-operator", "/tenants", (page) => heading(page, "Not for tom"), { claims: { sub: "tom", roles: ["service"] } });
state("tenants-empty", "/tenants", (page) => page.getByText("There are no tenants yet.").waitFor());
state("billing-empty", "/billing", (page) => page.getByText("None: every subscription").waitFor());

test("the tenants are there, and counted", async () => {
  await fill(world);
  // A server that has just begun has counted none of them yet.
  await world.pause();
  await world.resume();
  while (!(await world.call("GET", "/v1/summary")).asked) await setTimeout(20);
});

state("tenants", "/tenants", (page) => page.getByRole("link", { name: "Acme Corporation" }).waitFor());
state("tenants-loading", "/tenants", async (page) => {
  await page.route("**/v1/tenants?*", () => {});
  await page.reload();
  await page.getByText("Loading the tenants").waitFor({ state: "attached" });
});
state("tenants-away", "/tenants", async (page) => {
  await page.route("**/v1/tenants?*", (route) => route.abort());
  await page.reload();
  await page.getByRole("alert").waitFor();
});
state("tenants-none-found", "/tenants?find=zebra", (page) => page.getByText("No tenant has “zebra”").waitFor());
state("tenants-misconfigured", "/tenants?show=misconfigured", (page) => page.getByRole("link", { name: "Hooli Inc." }).waitFor());
state("tenants-past-due", "/tenants?show=past-due", (page) => page.getByText(/kept until/).waitFor());
state("tenants-new", "/tenants?do=create", (page) => dialog(page).waitFor());
state("search", "/tenants", async (page) => {
  await page.getByRole("combobox", { name: "Find a tenant" }).fill("corp");
  await page.getByRole("option", { name: "Acme Corporation acme" }).waitFor();
});
state("search-none-found", "/tenants", async (page) => {
  await page.getByRole("combobox", { name: "Find a tenant" }).fill("zebra");
  await page.getByText("No tenant has “zebra”").first().waitFor();
});
// The server has looked at so many names, and has not come to the end.
for (const [found, text] of [[0, "None among"], [1, "1 tenant among"], [8, "More than 8 tenants"]])
  test(`a search of a part that finds ${found}`, async () => {
    const { page, context } = await openPage(world, "/tenants");
    const tenants = Array.from({ length: found }, (_, index) => ({ tenant: `team-${index}`, revision: 1, tier: "free", assignments: [] }));
    await page.route("**/v1/tenants?search=*", (route) => route.fulfill({ json: { tenants, next: "team-8" } }));
    await page.getByRole("combobox", { name: "Find a tenant" }).fill("te");
    await page.getByText(text).first().waitFor();
    await context.close();
  });

state("tenant", "/tenants/acme", async (page) => {
  await heading(page, "Acme Corporation");
  await page.getByText("“Beta cohort.”").waitFor();
});
state("tenant-facts", "/tenants/acme/facts", (page) => page.getByText("stripe:sub_acme").waitFor());
state("tenant-history", "/tenants/acme/history", (page) => page.getByText("Created").waitFor());
state("tenant-misconfigured", "/tenants/hooli", (page) => page.getByText("This tenant is misconfigured.").waitFor());
state("tenant-not-gated", "/tenants/umbrella", (page) => page.getByText("The edition community is not gated.").first().waitFor());
state("tenant-unknown", "/tenants/nobody", (page) => page.getByRole("alert").waitFor());
state("tenant-offline", "/tenants/acme", async (page) => {
  await heading(page, "Acme Corporation");
  await page.route("**/v1/**", (route) => route.abort());
  // What was just read is not read again at once.
  await page.waitForTimeout(5_500);
  await page.evaluate(() => dispatchEvent(new Event("visibilitychange")));
  await page.getByText("The server does not answer now.").first().waitFor();
});

state("grant-empty", "/tenants/acme", (page) => press(page, "Change tier…"));
state("grant", "/tenants/acme", async (page) => {
  await fillGrant(page, "Premium", "An outage.", "In 7 days");
  await foresees(page, /Premium/);
  await foresees(page, /Adds Extensions/);
});
state("grant-lost", "/tenants/acme", async (page) => {
  await fillGrant(page, "Premium", "An outage.");
  await page.route("**/tier", (route) => route.abort());
  await dialog(page).getByRole("button", { name: "Grant Premium" }).click();
  await dialog(page).getByRole("alert").waitFor();
});
state("grant-conflict", "/tenants/globex", async (page) => {
  await fillGrant(page, "Premium", "An outage.");
  await world.call("PUT", "/v1/tenants/globex/features/tickets", { enabled: true, reason: "Meanwhile." });
  await dialog(page).getByRole("button", { name: "Grant Premium" }).click();
  await dialog(page).getByRole("alert").waitFor();
});
state("session-ended", "/tenants/acme", async (page, { context }) => {
  await fillGrant(page, "Premium", "An outage.");
  await foresees(page, /Adds Extensions/);
  await context.clearCookies();
  await dialog(page).getByRole("button", { name: "Grant Premium" }).click();
  await page.getByRole("dialog", { name: "Your session has ended" }).waitFor();
});
state("revoke", "/tenants/acme", async (page) => {
  await press(page, "Revoke…");
  await foresees(page, /Basic/);
});
state("trial", "/tenants/initech/facts?do=trial", async (page) => {
  await dialog(page).getByRole("radio", { name: "In 30 days" }).check();
  await foresees(page, /stays Pro/);
});
state("add-on", "/tenants/acme/facts?do=give-add-on", async (page) => {
  await dialog(page).getByLabel("Add-on", { exact: true }).selectOption("seats");
  await dialog(page).getByLabel("How many").fill("2");
  await foresees(page, /Agents|agents|already/);
});
state("switch", "/tenants/acme?do=switch", async (page) => {
  await dialog(page).getByLabel("Feature").selectOption("extensions");
  await dialog(page).getByRole("radio", { name: "On" }).check();
  await foresees(page, /Adds Extensions/);
});
state("cap", "/tenants/acme?do=set-cap", async (page) => {
  await dialog(page).getByLabel("Cap", { exact: true }).selectOption("agents");
  await dialog(page).getByLabel("At most").fill("20");
  await foresees(page, /Agents: 12 → 20/);
});
state("edition", "/tenants/acme/facts?do=edition", async (page) => {
  await dialog(page).getByLabel("Edition").selectOption("community");
  await foresees(page, /Premium|community/);
});
state("pin", "/tenants/acme/facts?do=pin", async (page) => {
  await dialog(page).getByLabel("Policy").selectOption(world.digest);
  await foresees(page, /Pro|already/);
});
state("label", "/tenants/acme/facts?do=label", (page) => dialog(page).waitFor());
state("delete", "/tenants/acme/facts?do=delete", (page) => reason(page, "They left."));
state("granted", "/tenants/initech", async (page) => {
  await fillGrant(page, "Premium", "An outage.", "In 7 days");
  await finish(page, "Grant Premium");
  await page.getByText(/initech is on Premium/).waitFor();
});

state("grant-many", "/tenants/grant", async (page) => {
  await page.getByLabel("Tenants", { exact: true }).fill("team-001\nteam-002\nnobody");
  await page.getByLabel("Tier", { exact: true }).selectOption("pro");
});
state("granted-many", "/tenants/grant", async (page) => {
  await page.getByLabel("Tenants", { exact: true }).fill("team-001\nteam-002\nnobody");
  await page.getByLabel("Tier", { exact: true }).selectOption("pro");
  await page.getByLabel("Reason").fill("A cohort.");
  await press(page, "Grant Pro to 3 tenants");
  await page.getByText("2 tenants granted Pro.").waitFor();
});

let next;
test("the next policy is published", async () => {
  next = await world.publish(nextMap());
});
state("policies", "/policies", (page) => page.getByRole("link", { name: "helpdesk 1.5.0" }).waitFor());
state("upload", "/policies?do=upload", (page) => dialog(page).waitFor());
state("upload-refused", "/policies?do=upload", async (page) => {
  const file = join(world.folder, "broken.json");
  writeFileSync(file, '{ "name": "broken", "extnds": 1 }');
  await dialog(page).getByLabel("File").setInputFiles(file);
  await dialog(page).getByRole("button", { name: "Upload" }).click();
  await dialog(page).getByRole("alert").waitFor();
});
state("policy", "/policies", async (page) => {
  await page.getByRole("link", { name: "helpdesk 1.5.0" }).click();
  await page.getByRole("button", { name: "Compare with the active policy" }).waitFor();
});
state("policy-comparing", "/policies", async (page) => {
  await page.evaluate(holdAfterProgress);
  await page.getByRole("link", { name: "helpdesk 1.5.0" }).click();
  await press(page, "Compare with the active policy");
  await page.getByText("40 of 65 tenants compared").waitFor();
});
state("policy-impact", "/policies", async (page) => {
  await page.getByRole("link", { name: "helpdesk 1.5.0" }).click();
  await press(page, "Compare with the active policy");
  await page.getByText("In the catalog").waitFor();
});
state("policy-activate", "/policies", async (page) => {
  await page.getByRole("link", { name: "helpdesk 1.5.0" }).click();
  await press(page, "Compare with the active policy");
  await page.getByText("In the catalog").waitFor();
  await press(page, "Activate…");
  await reason(page, "The autumn prices.");
});
state("policy-activate-keep", "/policies", async (page) => {
  await page.getByRole("link", { name: "helpdesk 1.5.0" }).click();
  await press(page, "Compare with the active policy");
  await page.getByText("In the catalog").waitFor();
  await press(page, "Activate…");
  await dialog(page).getByRole("radio", { name: /^Those who lose nothing/ }).check();
  await reason(page, "The autumn prices.");
});
state("upload-unlawful", "/policies?do=upload", async (page) => {
  const file = join(world.folder, "unlawful.json");
  writeFileSync(file, JSON.stringify({ ...nextMap(), version: "1.6.0" }));
  await dialog(page).getByLabel("File").setInputFiles(file);
  await dialog(page).getByRole("button", { name: "Upload" }).click();
  await dialog(page).getByLabel("Publish anyway, because").waitFor();
});
test("the next policy is active", () => world.call("POST", `/v1/policies/${next.digest}/activate`, { reason: "The autumn prices.", keep: "losers" }));
state("policies-kept", "/policies", (page) => page.getByRole("heading", { name: "Kept on earlier policies" }).waitFor());
state("policy-active", "/policies", async (page) => {
  await page.getByRole("link", { name: "helpdesk 1.5.0" }).click();
  await page.getByText("active", { exact: true }).waitFor();
});
state("roll-back", "/policies?do=roll-back", async (page) => {
  await page.getByRole("heading", { name: "Roll back to helpdesk 1.4.0" }).waitFor();
  await dialog(page).getByRole("button", { name: "Compare with the active policy" }).click();
  await foresees(page, /changes?[ ,.]/);
  await reason(page, "A mistake.");
});

state("billing", "/billing", (page) => page.getByText("stripe:sub_stray").waitFor());
state("attach", "/billing", async (page) => {
  await press(page, "Attach stripe:sub_stray…");
  await dialog(page).getByLabel("Tenant").fill("umbrella");
  await foresees(page, /Umbrella Health is on/);
});
state("nothing-here", "/elsewhere", (page) => heading(page, "Nothing here"));

/** Makes the page's comparisons report progress, and then wait: how it looks with a million tenants. */
function holdAfterProgress() {
  const original = globalThis.fetch;
  globalThis.fetch = async (to, init) => {
    if (!String(to).endsWith("/impact")) return original(to, init);
    const start = (controller) => controller.enqueue(new TextEncoder().encode('event: progress\ndata: {"asked":40,"of":65}\n\n'));
    return new Response(new ReadableStream({ start }), { headers: { "content-type": "text/event-stream" } });
  };
}
