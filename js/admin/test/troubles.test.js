// What goes wrong is said in words, nothing that was typed is lost, and nothing is written twice.
import assert from "node:assert/strict";
import { after, before, beforeEach, afterEach, test } from "node:test";
import { dialog, fillGrant, finish, press } from "./steps.js";
import { fill, nextMap, openPage, startWorld } from "./world.js";

let world;
let opened;
let page;
before(async () => {
  world = await startWorld();
  await fill(world);
});
after(() => world.end());
beforeEach(async () => {
  opened = await openPage(world, "/tenants/globex");
  page = opened.page;
});
afterEach(() => opened.context.close());

const grants = async (tenant) => (await world.call("GET", `/v1/tenants/${tenant}/history`)).filter(({ kind }) => kind === "grant");
const alert = (text) => dialog(page).getByRole("alert").getByText(text).waitFor();

test("two clicks on Grant, with a reload between and a lost answer, are one event", async () => {
  await fillGrant(page, "Premium", "An outage.", "In 7 days");
  // The server makes the change, but its answer is lost.
  await page.route("**/tier", async (route) => {
    await route.fetch();
    await route.abort();
  });
  await dialog(page).getByRole("button", { name: "Grant Premium" }).click();
  await alert(/did not answer/);
  await page.unroute("**/tier");
  await page.reload();
  assert.equal(await dialog(page).getByLabel("Reason").inputValue(), "An outage.");
  await finish(page, "Grant Premium");
  assert.equal((await grants("globex")).length, 1);
});

test("a rollback whose answer is lost goes back once, however often it is sent", async () => {
  // Three policies, so that there is one further back.
  const maps = [nextMap(), { ...nextMap(), version: "1.6.0" }];
  for (const map of maps) await world.call("POST", `/v1/policies/${(await world.publish(map)).digest}/activate`, { reason: "In turn." });
  await page.goto(`${world.site}/policies?do=roll-back`);
  await page.getByRole("heading", { name: "Roll back to helpdesk 1.5.0" }).waitFor();
  await dialog(page).getByLabel("Reason").fill("A mistake.");
  await page.route("**/rollback", async (route) => {
    await route.fetch();
    await route.abort();
  });
  await dialog(page).getByRole("button", { name: "Roll back" }).click();
  await alert(/did not answer/);
  await page.unroute("**/rollback");
  // The activations were read again meanwhile.
  await page.reload();
  await page.getByRole("heading", { name: "Roll back to helpdesk 1.5.0" }).waitFor();
  await finish(page, "Roll back");
  assert.equal((await world.call("GET", "/v1/policies")).find(({ active }) => active).version, "1.5.0");
  // Someone else was faster: it is said, and the other target is chosen, not assumed.
  await page.goto(`${world.site}/policies?do=roll-back`);
  await page.getByRole("heading", { name: "Roll back to helpdesk 1.4.0" }).waitFor();
  await dialog(page).getByLabel("Reason").fill("Back to the first.");
  await world.call("POST", "/v1/policies/rollback", { reason: "Faster." });
  await world.call("POST", `/v1/policies/${(await world.publish(maps[1])).digest}/activate`, { reason: "Again." });
  await world.call("POST", `/v1/policies/${(await world.publish(maps[0])).digest}/activate`, { reason: "And again." });
  await dialog(page).getByRole("button", { name: "Roll back", exact: true }).click();
  await dialog(page).getByRole("button", { name: "Roll back to helpdesk 1.6.0" }).click();
  await page.getByRole("heading", { name: "Roll back to helpdesk 1.6.0" }).waitFor();
  await finish(page, "Roll back");
  assert.equal((await world.call("GET", "/v1/policies")).find(({ active }) => active).version, "1.6.0");
});

test("two quick clicks are one event", async () => {
  await fillGrant(page, "Basic", "Twice.");
  await dialog(page).getByRole("button", { name: "Grant Basic" }).dblclick();
  await dialog(page).waitFor({ state: "detached" });
  assert.equal((await grants("globex")).filter(({ reason }) => reason === "Twice.").length, 1);
});

test("a session that ended: signing in again keeps what was typed", async () => {
  await fillGrant(page, "Pro", "Kept.");
  await dialog(page).getByRole("region", { name: "What will happen" }).getByText(/already|tier/).waitFor();
  await opened.context.clearCookies();
  await dialog(page).getByRole("button", { name: "Grant Pro" }).click();
  const again = page.getByRole("dialog", { name: "Your session has ended" });
  await again.getByLabel("Token").fill(world.operator);
  await again.getByRole("button", { name: "Sign in" }).click();
  await again.waitFor({ state: "detached" });
  assert.equal(await dialog(page).getByLabel("Reason").inputValue(), "Kept.");
  await finish(page, "Grant Pro");
  assert.equal((await grants("globex"))[0].reason, "Kept.");
});

test("a server that is away: it is said, and trying again helps", async () => {
  await fillGrant(page, "Premium", "While it is away.");
  await world.pause();
  try {
    await dialog(page).getByRole("button", { name: "Grant Premium" }).click();
    await alert(/may or may not have been made/);
  } finally {
    await world.resume();
  }
  await finish(page, "Grant Premium");
  assert.equal((await grants("globex")).filter(({ reason }) => reason === "While it is away.").length, 1);
});

test("someone else's change: nothing is written over, and one can go on", async () => {
  await fillGrant(page, "Pro", "Mine.");
  await world.call("PUT", "/v1/tenants/globex/tier", { tier: "basic", reason: "Theirs." });
  await dialog(page).getByRole("button", { name: "Grant Pro" }).click();
  await alert(/Someone else made a change/);
  assert.equal(await dialog(page).getByRole("button", { name: "Grant Pro" }).getAttribute("aria-disabled"), "true");
  assert.doesNotMatch(await dialog(page).innerText(), /read it again/);
  assert.equal((await grants("globex"))[0].reason, "Theirs.");
  await dialog(page).getByText("Basic (present)").waitFor();
  await dialog(page).getByRole("button", { name: "Go on from the present state" }).click();
  await finish(page, "Grant Pro");
  assert.equal((await grants("globex"))[0].reason, "Mine.");
});

test("another tenant clears the form, and has a key of its own", async () => {
  await fillGrant(page, "Premium", "For globex alone.");
  const keys = [];
  page.on("request", (request) => request.method() === "PUT" && keys.push(request.headers()["idempotency-key"]));
  await page.goto(`${world.site}/tenants/initech?do=grant`);
  assert.equal(await dialog(page).getByLabel("Reason").inputValue(), "");
  assert.equal(await dialog(page).getByRole("radio", { name: /^Premium/ }).isChecked(), false);
  await dialog(page).getByRole("radio", { name: /^Premium/ }).check();
  await dialog(page).getByLabel("Reason").fill("For initech.");
  await finish(page, "Grant Premium");
  await fillGrant(page, "Pro", "Once more.");
  await finish(page, "Grant Pro");
  assert.equal(new Set(keys).size, 2);
});

// Playwright takes `aria-disabled` for not clickable, which it is not: hence `force`.
test("a button that cannot act says what is missing, and shows where", async () => {
  await press(page, "Change tier…");
  const grant = dialog(page).getByRole("button", { name: "Grant", exact: true });
  assert.equal(await grant.getAttribute("aria-disabled"), "true");
  await dialog(page).getByText("Choose a tier.").waitFor();
  await grant.click({ force: true });
  assert.equal(await page.evaluate(() => document.activeElement.type), "radio");
  await dialog(page).getByRole("radio", { name: /^Pro/ }).check();
  await dialog(page).getByText("Write the reason: the history shows it.").waitFor();
  await dialog(page).getByRole("button", { name: "Grant Pro" }).click({ force: true });
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "TEXTAREA");
});

test("an end that is past is refused in words", async () => {
  await fillGrant(page, "Pro", "Late.", "At the end of");
  await dialog(page).getByLabel("Last day").fill("2020-01-01");
  await dialog(page).getByRole("region", { name: "What will happen" }).getByText(/past/).waitFor();
});

test("what is wrong with a tenant is named, without the names that programs have for it", async () => {
  await page.goto(`${world.site}/tenants/hooli`);
  await page.getByText("Billing sells price_gold, which the policy does not know.").waitFor();
  const text = await page.getByRole("main").innerText();
  assert.doesNotMatch(text, /product:|Paid|without an end/);
});

test("a file that is opened in the editor is not shown as what was there before", async () => {
  await page.goto(`${world.site}/policies/editor`);
  await page.getByRole("status").filter({ hasText: "No problems" }).waitFor();
  await page.locator('input[type="file"]').setInputFiles({ name: "broken.json", mimeType: "text/plain", buffer: Buffer.from('{ "name": 1 }') });
  await page.getByText("What the map means is shown here once it has no errors.").waitFor();
  await page.getByText("The map has errors").waitFor();
  assert.equal(await page.getByRole("region", { name: "What each tier has" }).count(), 0);
});
